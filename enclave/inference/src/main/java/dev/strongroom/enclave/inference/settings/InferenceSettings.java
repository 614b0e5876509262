// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.settings;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.inference.access.AccessSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the measured configuration says to the gateway, as `settings.inference`
/// (`docs/inference.md`, section 2).
///
/// @param models in the settings' order
/// @param backends by name, in the settings' order
/// @param patience how long a back end may be silent
/// @param access who may ask; empty: whoever comes confidentially
/// @param history whether users may keep something here; empty: nothing is kept
public record InferenceSettings(
    List<Model> models,
    Map<String, BackendSettings> backends,
    Duration patience,
    Optional<AccessSettings> access,
    Optional<HistorySettings> history) {
  /// The settings' name in the configuration.
  public static final String NAME = "inference";

  private static final int MOST_MODELS = 256;
  private static final int MOST_BACKENDS = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern BACKEND = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?");
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._:/@-]{0,127})");

  /// The names that requests call the model of a back end by.
  public List<String> modelsOf(String backend) {
    return models.stream()
        .filter(model -> model.backends().contains(backend))
        .map(Model::name)
        .toList();
  }

  /// A model.
  ///
  /// @param name as requests have it
  /// @param backends that run it; the first that is in is asked
  public record Model(String name, List<String> backends) {
    /// Copies the list.
    public Model {
      backends = List.copyOf(backends);
    }
  }

  /// Copies list and map.
  public InferenceSettings {
    models = List.copyOf(models);
    backends = Collections.unmodifiableMap(new LinkedHashMap<>(backends));
  }

  /// Reads the settings.
  ///
  /// @throws MalformedJsonException if there are none, or they are none; says where and why
  public static InferenceSettings parse(Optional<JsonNode> settings) throws MalformedJsonException {
    JsonNode node =
        settings.orElseThrow(() -> new MalformedJsonException(NAME, "there are no such settings"));
    node.onlyMembers(Set.of("models", "backends", "patience", "access", "history"));
    Map<String, BackendSettings> backends = backends(node.member("backends"));
    List<Model> models = models(node.member("models"), backends.keySet());
    Optional<JsonNode> patience = node.optional("patience");
    return new InferenceSettings(
        models,
        backends,
        patience.isEmpty()
            ? PATIENCE
            : Durations.read(patience.get(), Duration.ofMillis(100), Duration.ofHours(1)),
        access(node.optional("access"), models, backends),
        history(node.optional("history"), models));
  }

  private static Optional<HistorySettings> history(Optional<JsonNode> node, List<Model> models)
      throws MalformedJsonException {
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Set<String> names = models.stream().map(Model::name).collect(Collectors.toSet());
    return Optional.of(HistorySettings.read(node.get(), names));
  }

  private static Optional<AccessSettings> access(
      Optional<JsonNode> node, List<Model> models, Map<String, BackendSettings> backends)
      throws MalformedJsonException {
    if (node.isEmpty()) {
      return Optional.empty();
    }
    for (BackendSettings backend : backends.values()) {
      if (backend instanceof BackendSettings.Tinfoil tinfoil && tinfoil.authorized()) {
        throw node.get()
            .error("clients show keys of this gateway, so their authorization goes no further");
      }
    }
    Set<String> names = models.stream().map(Model::name).collect(Collectors.toSet());
    return Optional.of(AccessSettings.read(node.get(), names));
  }

  private static Map<String, BackendSettings> backends(JsonNode node)
      throws MalformedJsonException {
    Map<String, BackendSettings> backends = new LinkedHashMap<>();
    for (String name : node.names()) {
      if (!BACKEND.matcher(name).matches()) {
        throw node.error("a back end's name has lower-case letters, digits, dots and hyphens");
      }
      backends.put(name, BackendSettings.read(node.member(name)));
    }
    if (backends.isEmpty() || backends.size() > MOST_BACKENDS) {
      throw node.error("1 to " + MOST_BACKENDS + " back ends are needed");
    }
    return backends;
  }

  private static List<Model> models(JsonNode node, Set<String> backends)
      throws MalformedJsonException {
    List<Model> models = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> unused = new HashSet<>(backends);
    for (JsonNode item : node.items()) {
      Model model = model(item, backends);
      if (!names.add(model.name())) {
        throw item.error("two models of one name");
      }
      model.backends().forEach(unused::remove);
      models.add(model);
    }
    if (models.size() > MOST_MODELS) {
      throw node.error("more than " + MOST_MODELS);
    }
    if (!unused.isEmpty()) {
      throw node.error("no model has these back ends: " + unused.stream().sorted().toList());
    }
    return models;
  }

  private static Model model(JsonNode node, Set<String> known) throws MalformedJsonException {
    node.onlyMembers(Set.of("name", "backend", "backends"));
    JsonNode name = node.member("name");
    if (!MODEL.matcher(name.text()).matches()) {
      throw name.error("1 to 128 letters, digits and . _ : / @ - are needed");
    }
    Optional<JsonNode> one = node.optional("backend");
    Optional<JsonNode> several = node.optional("backends");
    if (one.isPresent() == several.isPresent()) {
      throw node.error("either backend or backends is needed");
    }
    List<String> backends = new ArrayList<>();
    for (JsonNode item : one.isPresent() ? List.of(one.get()) : several.get().items()) {
      if (!known.contains(item.text())) {
        throw item.error("there is no such back end");
      }
      if (backends.contains(item.text())) {
        throw item.error("twice");
      }
      backends.add(item.text());
    }
    return new Model(name.text(), backends);
  }
}
