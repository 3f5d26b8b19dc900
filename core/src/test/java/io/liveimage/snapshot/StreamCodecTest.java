package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamCodecTest {

  record Samples(long[] values) {

    static final StreamCodec<Samples> CODEC =
        StateCodec.stream("samples", Samples.class, Samples::write, Samples::read);

    void write(OutputStream out) throws IOException {
      DataOutputStream data = new DataOutputStream(out);
      data.writeInt(values.length);
      for (long value : values) {
        data.writeLong(value);
      }
    }

    static Samples read(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      long[] values = new long[data.readInt()];
      for (int i = 0; i < values.length; i++) {
        values[i] = data.readLong();
      }
      return new Samples(values);
    }
  }

  private static final Samples SAMPLES = new Samples(new long[] {1, 2, Long.MIN_VALUE});

  @Test
  void givesBackWhatAComponentWrote() {
    Samples read = Encoding.decoded(Samples.CODEC, Encoding.of(Samples.CODEC, SAMPLES));

    assertThat(read.values()).containsExactly(1, 2, Long.MIN_VALUE);
    assertThat(SectionFormat.of(Samples.CODEC))
        .isEqualTo(new SectionFormat("stream", 1, Samples.class.getName(), 1, "samples"));
  }

  @Test
  void handsSmallWritesOnInLargePieces() throws IOException {
    AtomicInteger writes = new AtomicInteger();
    OutputStream counted =
        new OutputStream() {
          @Override
          public void write(int value) {
            writes.incrementAndGet();
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            writes.incrementAndGet();
          }
        };

    Samples.CODEC.write(new Samples(new long[10_000]), counted);

    assertThat(writes).hasValue(2);
  }

  @Test
  void saysThatTheContentEndsTooEarly() {
    byte[] content = Encoding.of(Samples.CODEC, SAMPLES);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(
            () -> Encoding.decoded(Samples.CODEC, Arrays.copyOf(content, content.length - 1)))
        .withMessage("Cannot read %s: the content ends too early", Samples.class.getName());
  }

  @Test
  void namesTheTypeWhenItsReaderFails() {
    StateCodec<Samples> codec =
        StateCodec.stream(
            "samples",
            Samples.class,
            Samples::write,
            in -> {
              throw new IllegalStateException("not mine");
            });

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.decoded(codec, new byte[1]))
        .withMessage(
            "Cannot read %s: java.lang.IllegalStateException: not mine", Samples.class.getName());
  }

  @Test
  void readsOlderSchemasByTheirOwnReader() {
    StateCodec<Samples> next =
        Samples.CODEC.schema(
            2,
            (fromVersion, in) -> new Samples(new long[] {fromVersion, in.readAllBytes().length}));

    assertThat(Encoding.evolved(Samples.CODEC, SAMPLES, next).values()).containsExactly(1, 28);
    assertThat(Encoding.evolved(next, SAMPLES, next).values()).hasSize(3);
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.evolved(next, SAMPLES, Samples.CODEC))
        .withMessageContaining("the image was written with schema 2");
  }

  @Test
  void leavesAFailureOfTheDiskToItsOwner() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Samples.CODEC.write(SAMPLES, full))
        .withMessage("No space left on device");
  }
}
