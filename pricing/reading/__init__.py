"""Reading product lists: any file becomes rows of cells, any row a product or located problems."""
