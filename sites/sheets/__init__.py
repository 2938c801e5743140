"""Spreadsheets in and out: files are measured, read in a process of their own, and understood column by column.

What a site is is known here; cases, rights and rows of the database are not. The child process imports this
package, so nothing of Django may be imported in this file.
"""
