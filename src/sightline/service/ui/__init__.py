"""The look: page patterns, macros, forms and static files. It knows no record and no person."""
