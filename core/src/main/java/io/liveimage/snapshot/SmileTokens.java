package io.liveimage.snapshot;

import java.io.InputStream;
import java.io.Writer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.smile.SmileFactory;
import tools.jackson.dataformat.smile.SmileMapper;

/** Smile as it is, without any type, and JSON to show it. */
final class SmileTokens {

  /** Smile ends at 500 levels, and what is serialized by Java is cut off at {@value}. */
  static final int DEEPEST = 1000;

  private static final SmileMapper SMILE =
      new SmileMapper(SmileFactory.builder().streamReadConstraints(SmileCodec.anyLength()).build());
  private static final ObjectWriter JSON =
      new JsonMapper(JsonFactory.builder().streamWriteConstraints(deep()).build())
          .writerWithDefaultPrettyPrinter()
          .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .without(StreamWriteFeature.AUTO_CLOSE_CONTENT);

  private SmileTokens() {}

  static JsonParser parser(InputStream smile) {
    return SMILE.createParser(smile);
  }

  static JsonParser parser(JsonNode tree) {
    return SMILE.treeAsTokens(tree);
  }

  static JsonGenerator json(Writer out) {
    return JSON.createGenerator(out);
  }

  private static StreamWriteConstraints deep() {
    return StreamWriteConstraints.builder().maxNestingDepth(2 * DEEPEST + 2).build();
  }
}
