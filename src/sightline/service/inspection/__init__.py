"""Inspections: planned, drawn so that anybody can check it, judged on evidence, concluded."""
