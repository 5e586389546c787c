"""Product lists from any file: each row becomes a product or a located problem.

`reader_process` reads the files of others, as a whole or in batches. Other rooms import it and the
other modules by path: so the window does not load the readers, which work in their own process.
"""
