// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Reproducible;
import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// What an image says about its build, under the names of AWS's tools. Nothing measures it: anybody
/// can change it without a trace.
///
/// @param imageName such as `hello`
/// @param imageVersion such as `1.2.0`
/// @param kernelVersion such as `6.12.95`
/// @param tool what built it
/// @param toolVersion of which version
/// @param custom anything else
public record Metadata(
    String imageName,
    String imageVersion,
    String kernelVersion,
    String tool,
    String toolVersion,
    SortedMap<String, String> custom) {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonFactory READER =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(16).maxTokenCount(10_000).build())
          .build();

  /// @param custom is copied
  public Metadata {
    custom = Collections.unmodifiableSortedMap(new TreeMap<>(custom));
  }

  /// As a section holds it: JSON in UTF-8 without white space. The time of the build is
  /// [Reproducible#TIME], because a true one would be the only difference between two builds.
  public Bytes json() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json =
        FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringProperty("ImageName", imageName);
      json.writeStringProperty("ImageVersion", imageVersion);
      json.writeObjectPropertyStart("BuildMetadata");
      json.writeStringProperty("BuildTime", Reproducible.TIME.toString());
      json.writeStringProperty("BuildTool", tool);
      json.writeStringProperty("BuildToolVersion", toolVersion);
      json.writeStringProperty("OperatingSystem", Reproducible.OPERATING_SYSTEM);
      json.writeStringProperty("KernelVersion", kernelVersion);
      json.writeEndObject();
      // Empty where there was no container: AWS's reader wants the member.
      json.writeObjectPropertyStart("DockerInfo");
      json.writeEndObject();
      json.writeObjectPropertyStart("CustomMetadata");
      for (Map.Entry<String, String> entry : custom.entrySet()) {
        json.writeStringProperty(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return Bytes.copyOf(out.toByteArray());
  }

  /// Reads the metadata of any image: all texts, numbers and truth values, under the path of names
  /// that leads to them, such as `BuildMetadata.BuildTime`; places in lists are numbers. In order.
  ///
  /// @return empty if they aren't a JSON object, or one deeper or longer than anyone writes
  public static Optional<Map<String, String>> read(Bytes json) {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = READER.createParser(ObjectReadContext.empty(), json.toByteArray())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      readInto(fields, "", parser);
      return parser.nextToken() == null ? Optional.of(fields) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// The members or items up to the end of the object or list that has begun.
  private static void readInto(Map<String, String> fields, String place, JsonParser parser) {
    int index = 0;
    JsonToken token = parser.nextToken();
    while (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
      String name = String.valueOf(index);
      if (token == JsonToken.PROPERTY_NAME) {
        name = parser.currentName();
        token = parser.nextToken();
      }
      String path = place.isEmpty() ? name : place + "." + name;
      if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
        readInto(fields, path, parser);
      } else if (token != JsonToken.VALUE_NULL) {
        fields.put(path, parser.getString());
      }
      index++;
      token = parser.nextToken();
    }
  }
}
