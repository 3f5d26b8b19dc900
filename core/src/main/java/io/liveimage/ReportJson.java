package io.liveimage;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * Reports as JSON, for tools; {@code docs/lifecycle.md} names the fields. Written field by field:
 * reading how a record is to be written takes a cold JVM longer than a small host takes to start.
 */
final class ReportJson {
  private static final ObjectWriteContext INDENTED =
      new ObjectWriteContext.Base() {
        @Override
        public PrettyPrinter getPrettyPrinter() {
          return new DefaultPrettyPrinter();
        }
      };

  private final JsonGenerator json;

  private ReportJson(JsonGenerator json) {
    this.json = json;
  }

  static byte[] of(StartReport report) {
    return object(json -> json.write(report));
  }

  static byte[] of(StopReport report) {
    return object(json -> json.write(report));
  }

  @FunctionalInterface
  private interface Content {
    void writeTo(ReportJson json);
  }

  private static byte[] object(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(INDENTED, bytes)) {
      json.writeStartObject();
      content.writeTo(new ReportJson(json));
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  private void write(StartReport report) {
    json.writeStringProperty("name", report.name());
    json.writeNumberProperty("pid", report.pid());
    json.writeStringProperty("outcome", report.failure().isPresent() ? "failed" : "running");
    writeImage(report.generation());
    writeIfPresent("failure", report.failure());
    writeTimes(report.beganAt(), report.duration());
    writeSteps(report.steps());
  }

  private void write(StopReport report) {
    json.writeStringProperty("name", report.name());
    json.writeNumberProperty("pid", report.pid());
    json.writeStringProperty("requestedBy", report.requestedBy());
    json.writeStringProperty("outcome", Figures.lowerCase(report.outcome()));
    writeImage(report.generation());
    writeIfPresent("saveFailure", report.saveFailure());
    writeTimes(report.beganAt(), report.duration());
    json.writeNumberProperty("exitCode", report.exitCode());
    writeHanging(report.hanging());
    writeSteps(report.steps());
  }

  private void writeImage(OptionalLong generation) {
    generation.ifPresent(number -> json.writeNumberProperty("image", number));
  }

  private void writeTimes(Instant beganAt, Duration duration) {
    json.writeStringProperty("beganAt", time(beganAt));
    json.writeStringProperty("endedAt", time(beganAt.plus(duration)));
    json.writeNumberProperty("millis", millis(duration));
  }

  private void writeHanging(List<String> hanging) {
    if (!hanging.isEmpty()) {
      json.writeArrayPropertyStart("hanging");
      hanging.forEach(json::writeString);
      json.writeEndArray();
    }
  }

  private void writeSteps(List<Step> steps) {
    json.writeArrayPropertyStart("steps");
    steps.forEach(this::write);
    json.writeEndArray();
  }

  private void write(Step step) {
    json.writeStartObject();
    json.writeStringProperty("phase", Figures.lowerCase(step.phase()));
    json.writeStringProperty("subject", step.subject());
    step.bytes().ifPresent(bytes -> json.writeNumberProperty("bytes", bytes));
    json.writeNumberProperty("beginMillis", millis(step.begin()));
    json.writeNumberProperty("millis", millis(step.duration()));
    writeIfPresent("failure", step.failure());
    json.writeEndObject();
  }

  private void writeIfPresent(String field, Optional<String> text) {
    text.ifPresent(value -> json.writeStringProperty(field, value));
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Milliseconds down to a microsecond: a step of a small host takes less than one. */
  private static double millis(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos()) / 1000.0;
  }
}
