"""The command line: one file per group of commands. ``main`` puts them together and turns errors into exit codes.

Nothing here decides anything about articles or drafts. Modules import only typer and the standard library when they are
loaded, so that ``throughline --help`` answers at once; what a command needs is imported when it runs.
"""
