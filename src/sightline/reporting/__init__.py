"""What a check came to, for people: a page to read and print, and a workbook to work through.

``content`` is what a report says, as plain data; ``made`` makes it, once, from what a check came
to (``judged.Judged``); ``page`` and ``workbook`` write it down and add nothing:

    report = report_of(judged)
    page.write(path, report)
    workbook.write(path, report, judged)
"""
