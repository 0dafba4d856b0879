"""The service: a record that cannot be lost, shown to those who may see it.

One app a folder, each importing only from those below it: web, casework, access, files, ledger,
ui. A view shows, the app's ``services.py`` decides, models hold, templates format.
"""
