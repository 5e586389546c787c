"""Public registers of labels, drugs and foods, one module for each.

`reader` recognizes a register by its fields, and gives the rows of its records.
"""
