// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/// Turns YAML text into the maps, lists, texts, whole numbers and flags that JSON text becomes too.
/// Of YAML no more is taken than has one meaning: no anchors, aliases, tags, dates or octal
/// numbers, no null, no key twice.
final class YamlText {
  private static final int MOST_DEPTH = 16;
  private static final int MOST_LENGTH = 1 << 20;

  private YamlText() {}

  static Object parse(String text) throws ProjectException {
    if (text.length() > MOST_LENGTH) {
      throw new ProjectException("longer than " + MOST_LENGTH + " characters");
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new JsonSchema())
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(0)
            .build();
    try {
      requirePlain(settings, text);
      return plain(new Load(settings).loadFromString(text));
    } catch (YamlEngineException e) {
      throw new ProjectException(String.valueOf(e.getMessage()).replace("\n", " "), e);
    }
  }

  /// Looks at all of it before anything is built of it, because building is recursive.
  private static void requirePlain(LoadSettings settings, String text) throws ProjectException {
    int depth = 0;
    ParserImpl events = new ParserImpl(settings, new StreamReader(settings, text));
    while (events.hasNext()) {
      Event event = events.next();
      boolean tagged =
          switch (event) {
            case ScalarEvent scalar -> scalar.getTag().isPresent();
            case CollectionStartEvent start -> start.getTag().isPresent();
            default -> false;
          };
      if (tagged) {
        throw new ProjectException("no tags here" + at(event));
      }
      if (event instanceof AliasEvent
          || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
        throw new ProjectException("no anchors and aliases here" + at(event));
      }
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (depth > MOST_DEPTH) {
        throw new ProjectException("nested more than " + MOST_DEPTH + " deep" + at(event));
      }
    }
  }

  private static String at(Event event) {
    return event.getStartMark().map(mark -> " (line " + (mark.getLine() + 1) + ")").orElse("");
  }

  private static Object plain(Object value) throws ProjectException {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          if (!(entry.getKey() instanceof String key)) {
            throw new ProjectException("a key that is no text: " + entry.getKey());
          }
          copy.put(key, plain(entry.getValue()));
        }
        yield copy;
      }
      case List<?> list -> {
        List<Object> copy = new ArrayList<>();
        for (Object item : list) {
          copy.add(plain(item));
        }
        yield copy;
      }
      case Integer number -> number.longValue();
      case Long number -> number;
      case Boolean flag -> flag;
      case String string -> string;
      case null -> throw new ProjectException("a value is missing");
      default -> throw new ProjectException("\"" + value + "\" has to be quoted");
    };
  }
}
