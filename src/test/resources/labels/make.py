"""Labels of 40 x 40 pixels in one array and several rasters (numpy, rasterio, tifffile)."""
import numpy, rasterio, tifffile
from rasterio.transform import from_origin

a = numpy.full((40, 40), 3, "uint8")
a[:, 20:] = 7
a[0, 1] = 200
a[17:20, 15:25] = 200
numpy.save("labels.npy", a)


def write(name, data, **more):
    data = data if data.ndim == 3 else data[None]
    profile = dict(driver="GTiff", height=40, width=40, count=len(data), dtype=data.dtype)
    return_mask = more.pop("mask", None)
    palette = more.pop("palette", None)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        with rasterio.open(name, "w", **{**profile, **more}) as f:
            f.write(data)
            if return_mask is not None:
                f.write_mask(return_mask)
            if palette:
                f.write_colormap(1, palette)


tiles = dict(tiled=True, blockxsize=16, blockysize=16, compress="deflate")
write("nodata.tif", a, nodata=200, **tiles)
masked = numpy.where(a == 200, 99, a).astype("uint8")
write("mask.tif", masked, mask=a != 200, compress="lzw")
write("palette.tif", a, nodata=200, palette={3: (255, 0, 0), 7: (0, 0, 255)}, compress="deflate")
write("int32.tif", numpy.where(a == 200, numpy.int32(-(2**31)), a.astype("int32")), nodata=-2147483648)
write("envi.img", numpy.where(a == 200, numpy.int16(-9999), a.astype("int16")), driver="ENVI", nodata=-9999)
write("plain32.tif", a.astype("uint32"), **tiles)
tifffile.imwrite("white.tif", a, photometric="miniswhite")
write("float.tif", a.astype("float32"))
write("rgb.tif", numpy.stack([a, a, a]), photometric="RGB")
write("bits.tif", (a == 3).astype("uint8"), nbits=1)

place = from_origin(288776, 9120761, 28.5, 28.5)
rng = numpy.random.default_rng(1)
bands = rng.integers(0, 200, (2, 40, 40)).astype("uint8") + (a == 7) * numpy.uint8(50)
write("scene.tif", bands, crs="EPSG:31985", transform=place)
write("there.tif", a, nodata=200, crs="EPSG:31985", transform=place)
half = from_origin(288776 + 14.25, 9120761 - 14.25, 28.5, 28.5)
write("shifted.tif", a, nodata=200, crs="EPSG:31985", transform=half)
write("other.tif", a, nodata=200, crs="EPSG:32724", transform=place)
