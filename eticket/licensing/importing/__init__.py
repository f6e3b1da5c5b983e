"""Files of customers and licences: read, checked against what is there, reported, then applied.

``jobs`` holds the deeds and the worker's door; ``reading`` makes rows of a file, ``columns`` and
``cells`` make values of rows, ``plans`` say what a row would do and do it.
"""
