package io.liveimage.snapshot;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Zstandard, where the host has zstd-jni on its class path and the machine can load it. */
final class Zstd {
  private static final Logger log = LoggerFactory.getLogger(Zstd.class);

  /** The fastest that still makes JSON and its kin three times smaller. */
  private static final int LEVEL = 1;

  private static final int BUFFER = 64 * 1024;

  private Zstd() {}

  /** Returns why it cannot be used; empty if it can. */
  static String problem() {
    return Library.PROBLEM;
  }

  static boolean isUsable() {
    return problem().isEmpty();
  }

  /** Returns where to write what is to be compressed; closing it leaves {@code out} open. */
  static OutputStream compressing(OutputStream out) throws IOException {
    return Streams.compressing(out);
  }

  static InputStream decompressing(InputStream in) throws IOException {
    return Streams.decompressing(in);
  }

  /** Looked for once, when the first section is large enough. */
  private static final class Library {
    static final String NAME = "com.github.luben:zstd-jni";
    static final String PROBLEM = problem();

    private static String problem() {
      try {
        com.github.luben.zstd.Zstd.compressBound(BUFFER);
        return "";
      } catch (NoClassDefFoundError e) {
        return NAME + " is not on the class path";
      } catch (LinkageError e) {
        log.warn("Images are not compressed: {} cannot load its native part", NAME, e);
        return NAME + " cannot load its native part: " + e.getMessage();
      }
    }
  }

  /** Apart, since the JVM loads the library's classes to verify the methods that make them. */
  private static final class Streams {
    static OutputStream compressing(OutputStream out) throws IOException {
      var zstd = new ZstdOutputStreamNoFinalizer(new LeftOpen(out), LEVEL);
      zstd.setChecksum(true);
      return new BufferedOutputStream(zstd, BUFFER);
    }

    static InputStream decompressing(InputStream in) throws IOException {
      return new ZstdInputStreamNoFinalizer(in);
    }
  }

  private static final class LeftOpen extends FilterOutputStream {
    LeftOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      out.write(bytes, offset, count);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
