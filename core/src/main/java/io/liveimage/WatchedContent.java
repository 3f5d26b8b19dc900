package io.liveimage;

import io.liveimage.snapshot.Content;
import io.liveimage.snapshot.Section;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Content that tells how much of it has been read.
 *
 * @param content the content
 * @param watcher told how many bytes so far
 */
record WatchedContent(Content content, LongConsumer watcher) implements Content {

  static Section of(Section section, LongConsumer watcher) {
    return new Section(
        section.name(),
        section.format(),
        section.journaled(),
        new WatchedContent(section.content(), watcher));
  }

  @Override
  public OptionalLong length() {
    return content.length();
  }

  @Override
  public InputStream open() throws IOException {
    return new Watched(content.open());
  }

  private final class Watched extends FilterInputStream {
    private long end;

    Watched(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      return read < 0 ? read : moved(1, read);
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      int read = super.read(bytes, offset, count);
      return read < 0 ? read : moved(read, read);
    }

    private int moved(int count, int result) {
      end += count;
      watcher.accept(end);
      return result;
    }
  }
}
