package io.liveimage.benchmarks.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContenderTest {
  private static final int ORDERS = 500;

  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource
  <S> void everyContenderReadsWhatItHasWrittenLast(Contender<S> contender) throws Exception {
    List<S> state = contender.state().apply(ORDERS);
    Storage<S> storage = contender.storage().get();
    storage.write(contender.state().apply(2 * ORDERS), directory);
    storage.write(state, directory);

    List<S> read = contender.storage().get().read(directory);

    assertThat(read.toArray()).isEqualTo(state.toArray());
  }

  static Stream<Contender<?>> everyContenderReadsWhatItHasWrittenLast() {
    return Stream.of(Contender.CODECS, Contender.SECTIONS, Contender.BYTES).flatMap(List::stream);
  }
}
