package io.liveimage;

import io.liveimage.local.RunDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The report of the last stop, kept in the run directory for tools and for the next start. */
final class LastStop {
  static final String FILE = "last-stop.json";

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private LastStop() {}

  static void write(RunDirectory directory, StopReport report) {
    try {
      directory.write(FILE, JSON.writeValueAsBytes(content(report)));
    } catch (RuntimeException | Error e) {
      log.warn("The report of this stop could not be written to {}", FILE, e);
    }
  }

  private static Map<String, Object> content(StopReport report) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("name", report.name());
    content.put("pid", report.pid());
    content.put("requestedBy", report.requestedBy());
    content.put("outcome", Figures.lowerCase(report.outcome()));
    report.generation().ifPresent(generation -> content.put("image", generation));
    report.saveFailure().ifPresent(reason -> content.put("saveFailure", reason));
    content.put("millis", report.duration().toMillis());
    content.put("exitCode", report.exitCode());
    content.put("steps", steps(report.steps()));
    return content;
  }

  private static List<Map<String, Object>> steps(List<Step> steps) {
    return steps.stream().map(LastStop::step).toList();
  }

  private static Map<String, Object> step(Step step) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("phase", Figures.lowerCase(step.phase()));
    content.put("subject", step.subject());
    step.bytes().ifPresent(bytes -> content.put("bytes", bytes));
    content.put("beginMillis", step.begin().toMillis());
    content.put("millis", step.duration().toMillis());
    step.failure().ifPresent(failure -> content.put("failure", failure));
    return content;
  }
}
