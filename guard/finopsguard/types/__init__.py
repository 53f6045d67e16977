"""The records that all rooms speak. No I/O, and nothing of ours is imported but other records.

Structs are declared with ``gc=False``: they never form cycles, and the cyclic collector would otherwise walk a hundred thousand of them.
"""
