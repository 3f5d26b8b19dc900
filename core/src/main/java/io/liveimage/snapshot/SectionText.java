package io.liveimage.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.JacksonIOException;

/** Sections as text for a person, by what their bytes are: no class of the host is needed. */
final class SectionText {

  private static final byte[] SERIALIZED = {(byte) 0xac, (byte) 0xed, 0, 5};
  private static final int HEAD = 512;
  private static final int ROW = 16;

  private SectionText() {}

  /**
   * Writes a section until its end, or until the sink is full.
   *
   * @throws IOException if it cannot be read or is damaged, or if the sink cannot be written to
   */
  static void write(Section section, TextSink out) throws IOException {
    try (InputStream in = new BufferedInputStream(section.content().open())) {
      write(section, in, out);
    } catch (IOException e) {
      if (!out.isFull()) {
        throw e;
      }
    }
  }

  private static void write(Section section, InputStream in, TextSink out) throws IOException {
    switch (section.format().codec()) {
      case "smile" -> writeSmile(in, out);
      case "text" -> writeText(in, out);
      default -> writeOther(section.content().length(), in, out);
    }
  }

  private static void writeSmile(InputStream in, TextSink out) throws IOException {
    try (JsonParser smile = SmileTokens.parser(in);
        JsonGenerator json = SmileTokens.json(out)) {
      while (smile.nextToken() != null) {
        json.copyCurrentEvent(smile);
      }
      json.writeRaw('\n');
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw new IOException("it is not Smile: " + e.getOriginalMessage(), e);
    }
  }

  private static void writeText(InputStream in, TextSink out) throws IOException {
    Reader text = new InputStreamReader(in, UTF_8);
    text.transferTo(out);
  }

  private static void writeOther(OptionalLong length, InputStream in, TextSink out)
      throws IOException {
    in.mark(SERIALIZED.length);
    boolean isSerialized = Arrays.equals(in.readNBytes(SERIALIZED.length), SERIALIZED);
    in.reset();
    if (isSerialized) {
      SerializedOutline.write(in, out);
    } else {
      writeHead(length, in, out);
    }
  }

  private static void writeHead(OptionalLong length, InputStream in, TextSink out)
      throws IOException {
    byte[] head = in.readNBytes(HEAD);
    for (int row = 0; row < head.length; row += ROW) {
      out.write(row(head, row, Math.min(head.length, row + ROW)));
    }
    long all = length.orElse(head.length);
    if (all > head.length) {
      out.write(String.format(Locale.ROOT, "... (%,d bytes)\n", all));
    }
  }

  private static String row(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
    }
    String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, from, to);
    return String.format(Locale.ROOT, "%08x  %-47s  %s\n", from, hex, text);
  }
}
