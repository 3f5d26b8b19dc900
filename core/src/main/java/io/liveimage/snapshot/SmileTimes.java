package io.liveimage.snapshot;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ext.javatime.deser.InstantDeserializer;
import tools.jackson.databind.ext.javatime.deser.LocalDateDeserializer;
import tools.jackson.databind.ext.javatime.ser.InstantSerializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * The short way for instants and dates. What Jackson writes and reads stays the same: where it is
 * told another format, or finds another text, it goes its own way.
 */
final class SmileTimes {

  private SmileTimes() {}

  static JacksonModule module() {
    return new SimpleModule("times")
        .addSerializer(Instant.class, new InstantWriter())
        .addDeserializer(Instant.class, new InstantReader())
        .addDeserializer(LocalDate.class, new DateReader());
  }

  private static final class InstantWriter extends InstantSerializer {

    @Override
    protected String formatValue(Instant value, SerializationContext context) {
      return IsoTimes.text(value);
    }
  }

  private static final class InstantReader extends InstantDeserializer<Instant> {

    InstantReader() {
      super(INSTANT, DateTimeFormatter.ISO_INSTANT);
    }

    @Override
    protected Instant _fromString(JsonParser parser, DeserializationContext context, String text)
        throws JacksonException {
      Instant instant = IsoTimes.instant(text);
      return instant == null ? super._fromString(parser, context, text) : instant;
    }
  }

  private static final class DateReader extends LocalDateDeserializer {

    @Override
    protected LocalDateDeserializer withShape(JsonFormat.Shape shape) {
      return shape == JsonFormat.Shape.ANY ? this : super.withShape(shape);
    }

    @Override
    protected LocalDate _fromString(JsonParser parser, DeserializationContext context, String text)
        throws JacksonException {
      LocalDate date = IsoTimes.date(text);
      return date == null ? super._fromString(parser, context, text) : date;
    }
  }
}
