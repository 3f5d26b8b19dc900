package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuccessorCodecTest {

  record Notes(List<String> titles) {}

  record Former(String lines) {}

  private static final StateCodec<String> TEXT = StateCodec.text("txt");
  private static final StateCodec<Notes> CODEC =
      StateCodec.smile(Notes.class).orFrom(TEXT, text -> new Notes(text.lines().toList()));
  private static final Notes NOTES = new Notes(List.of("Riesling", "Silvaner"));

  @Test
  void readsWhatTheFormerCodecWroteAndWhatItWroteItself() {
    Section former = Section.of("notes", TEXT, "Riesling\nSilvaner");
    Section present = Section.of("notes", CODEC, NOTES);

    assertThat(former.decode(CODEC)).isEqualTo(NOTES);
    assertThat(present.decode(CODEC)).isEqualTo(NOTES);
    assertThat(present.format()).isEqualTo(SectionFormat.of(StateCodec.smile(Notes.class)));
  }

  @Test
  void tellsTwoStateTypesOfOneCodecApart() {
    StateCodec<Former> former = StateCodec.smile(Former.class);
    StateCodec<Notes> codec =
        CODEC.orFrom(former, state -> new Notes(state.lines().lines().toList()));

    assertThat(Encoding.evolved(former, new Former("Riesling\nSilvaner"), codec)).isEqualTo(NOTES);
    assertThat(Encoding.evolved(TEXT, "Riesling\nSilvaner", codec)).isEqualTo(NOTES);
    assertThat(Encoding.evolved(codec, NOTES, codec)).isEqualTo(NOTES);
  }

  @Test
  void refusesWhatNeitherWrote() {
    Section section =
        Section.of("notes", StateCodec.serialization(ArrayList.class), new ArrayList<>());

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> section.decode(CODEC))
        .withMessageContaining("it was written by codec serialization version 1");
  }
}
