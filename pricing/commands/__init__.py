"""The command line `elemental-cli`, with one module for each command.

`main` parses a call and runs its command. Nothing else in the project imports this room.
"""
