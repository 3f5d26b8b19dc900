package io.liveimage.repl;

import io.liveimage.ExtensionContext;
import io.liveimage.LifecycleExtension;
import io.liveimage.repl.session.LiveImage;
import io.liveimage.repl.session.StoppingHostException;
import io.liveimage.repl.session.WarmUp;
import io.liveimage.repl.terminal.TerminalServer;
import io.liveimage.repl.values.SavedValues;
import io.liveimage.repl.values.SmileValues;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open REPL: one image of definitions, and the listener through which people reach it. */
final class RemoteRepl implements LifecycleExtension.Opened {
  private static final Logger log = LoggerFactory.getLogger(RemoteRepl.class);

  private final LiveImage image;
  private final TerminalServer terminal;

  private RemoteRepl(LiveImage image, TerminalServer terminal) {
    this.image = image;
    this.terminal = terminal;
  }

  static RemoteRepl open(ExtensionContext context, int port) throws IOException {
    WarmUp warmUp =
        context
            .settings()
            .parsed(RemoteReplExtension.WARM_UP_KEY, WarmUp.EXPECTED, WarmUp::parse)
            .orElse(WarmUp.IDLE);
    LiveImage image = new LiveImage(context.hostLoader(), new SmileValues(), warmUp);
    try {
      image.bind("lifecycle", context.lifecycle());
      context.forEachBinding(image::bind);
      restore(context, image);
      RemoteRepl repl = new RemoteRepl(image, TerminalServer.open(context, image, port));
      if (warmUp == WarmUp.IDLE) {
        context.lifecycle().addListener(new WhenRunning(context.lifecycle(), repl::warmUp));
      }
      return repl;
    } catch (IOException | RuntimeException | Error e) {
      image.close();
      throw e;
    }
  }

  private void warmUp() {
    try {
      terminal.warmUp();
      image.warmUp();
    } catch (StoppingHostException e) {
      log.debug("The host stopped before the REPL was warm");
    } catch (RuntimeException | Error e) {
      log.warn("The REPL could not be warmed up", e);
    }
  }

  private static void restore(ExtensionContext context, LiveImage image) {
    if (context.settings().enabled(RemoteReplExtension.REPLAY_KEY, true)) {
      context.state(StateCodec.text("jsh"), () -> image.save().script().text(), image::restore);
      context.state(
          "values",
          StateCodec.smile(SavedValues.class),
          () -> SmileValues.section(image.save().values()),
          saved -> image.restore(SmileValues.values(saved)));
    } else {
      log.warn(
          "{} is off: the REPL's definitions stay in the image as they are, and those made now are"
              + " not saved",
          RemoteReplExtension.REPLAY_KEY);
    }
  }

  @Override
  public String summary() {
    return terminal.summary();
  }

  @Override
  public void drain() {
    image.drain();
  }

  @Override
  public void resume() {
    image.resume();
  }

  @Override
  public void close() {
    terminal.close();
    image.close();
  }
}
