package pointwise.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import pointwise.blas.Blas;
import pointwise.kernel.Activation;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.Conversion;
import pointwise.kernel.KernelBank;
import pointwise.kernel.KernelStack;
import pointwise.kernel.SampleRange;
import pointwise.kernel.TileMultiply;
import pointwise.raster.SampleType;

/**
 * The tile loop on one tile in cache: conversion, sgemm, bias and ReLU, beside the sgemm call alone
 * on tiles of the same size.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MultiplyBenchmark {
  @Param({"3,2", "3,16", "3,64", "12,8", "64,64", "200,1", "200,10", "256,64", "64,256", "512,512"})
  public String shape;

  private int D;
  private int N;
  private int n;
  private Blas blas;
  private TileMultiply tiles;
  private Conversion conversion;
  private byte[] bytes;
  private byte[] floats;
  private float[] v;
  private float[] p;
  private float[] o;

  /** Mpixel/s of a shape. */
  record Measured(String shape, int tile, double uint8, double float32, double sgemm) {
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("shape", shape);
      json.put("tilePixels", tile);
      json.put("uint8", uint8);
      json.put("float32", float32);
      json.put("sgemm", sgemm);
      json.put("float32OfSgemm", float32 / sgemm);
      return json;
    }
  }

  @Setup
  public void prepare() {
    tiles = tiles(shape);
    blas = Blas.nativeBlas();
    D = tiles.inputChannels();
    N = tiles.outputChannels();
    n = tiles.tilePixels();
    conversion = Conversion.of(D, D, ChannelRule.STRICT).orElseThrow();
    SplittableRandom random = new SplittableRandom(1);
    bytes = new byte[n * D];
    random.nextBytes(bytes);
    ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * n * D).order(ByteOrder.LITTLE_ENDIAN);
    p = new float[n * D];
    for (int i = 0; i < p.length; i++) {
      p[i] = (float) random.nextDouble(-1, 1);
      buffer.putFloat(p[i]);
    }
    floats = buffer.array();
    v = new float[D * N];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) random.nextDouble(-1, 1);
    }
    o = new float[n * N];
  }

  private static TileMultiply tiles(String shape) {
    String[] parts = shape.split(",", -1);
    int D = Integer.parseInt(parts[0]);
    int N = Integer.parseInt(parts[1]);
    SplittableRandom random = new SplittableRandom(2);
    double[][] weights =
        IntStream.range(0, N)
            .mapToObj(k -> random.doubles(D, -1, 1).toArray())
            .toArray(double[][]::new);
    KernelBank bank =
        new KernelBank(weights, random.doubles(N, -1, 1).toArray(), new Activation.Relu());
    return new TileMultiply(
        KernelStack.of("bench", SampleRange.UNIT, List.of(bank)), Blas.nativeBlas());
  }

  @Benchmark
  public void uint8(Blackhole blackhole) {
    multiply(SampleType.UINT8, bytes, blackhole);
  }

  @Benchmark
  public void float32(Blackhole blackhole) {
    multiply(SampleType.FLOAT32, floats, blackhole);
  }

  private void multiply(SampleType type, byte[] samples, Blackhole blackhole) {
    tiles.run(
        n,
        (first, pixels, tile) ->
            conversion.toTile(type, samples, first, pixels, tiles.range(), tile),
        (tile, first, pixels) -> blackhole.consume(tile));
  }

  @Benchmark
  public float[] sgemm() {
    blas.sgemm(N, n, D, v, 0, N, p, 0, D, o, 0, N);
    return o;
  }

  /** Runs all shapes. */
  static List<Measured> measure(int repeats, int millis) throws RunnerException {
    Map<String, Map<String, Double>> micros = new LinkedHashMap<>();
    for (RunResult result :
        new Runner(
                new OptionsBuilder()
                    .include(MultiplyBenchmark.class.getName())
                    .forks(1)
                    .jvmArgsAppend("-Xmx1g")
                    .warmupIterations(3)
                    .warmupTime(TimeValue.milliseconds(millis))
                    .measurementIterations(repeats)
                    .measurementTime(TimeValue.milliseconds(millis))
                    .shouldFailOnError(true)
                    .build())
            .run()) {
      String method = result.getParams().getBenchmark().replaceAll(".*\\.", "");
      micros
          .computeIfAbsent(result.getParams().getParam("shape"), key -> new LinkedHashMap<>())
          .put(method, result.getPrimaryResult().getStatistics().getPercentile(50));
    }
    List<Measured> measured = new ArrayList<>();
    micros.forEach(
        (shape, of) -> {
          int tile = tiles(shape).tilePixels();
          measured.add(
              new Measured(
                  shape,
                  tile,
                  tile / of.get("uint8"),
                  tile / of.get("float32"),
                  tile / of.get("sgemm")));
        });
    return measured;
  }
}
