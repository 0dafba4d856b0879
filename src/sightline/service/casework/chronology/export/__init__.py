"""A chronology on paper and in spreadsheets, in the form that a case review asks for."""
