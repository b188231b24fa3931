"""The article's data as import files (`data/*.csv`), and the generator that made them.

`python -m homes.demo.write` writes the files again, byte for byte the same. Figures that the
article states are met exactly; everything else is synthetic and says so (示例).
"""
