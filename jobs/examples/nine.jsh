Dataset<PixelRow> pixels = Explode.rows(ImageSource.read(spark, "sample-data/nine.npy"))
KernelSource bank = new KernelSource("nine-samples", Files.readAllBytes(Path.of("conf/kernels/nine-samples.json")))
Dataset<PixelRow> products = Multiply.by(bank).rows(pixels)
products.select("y", "x", "channels").orderBy("y", "x").show()
MapTable.of(Assemble.fromRows(products)).select("height", "width", "nChannels", "dtype").show()
/exit
