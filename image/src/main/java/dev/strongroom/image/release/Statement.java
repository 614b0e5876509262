// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.JsonTree;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.release.Release.Dependency;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A release as an in-toto statement, version 1, with SLSA's provenance, version 1, as predicate.
/// What has no place of its own there is in the subject's annotations, which both let producers
/// fill: names begin with `strongroom_`.
final class Statement {
  static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
  static final String TYPE = "https://in-toto.io/Statement/v1";
  static final String PREDICATE_TYPE = "https://slsa.dev/provenance/v1";
  static final String BUILD_TYPE = "https://strongroom.dev/build/eif/v1";
  static final String MEASUREMENTS = "strongroom_measurements";
  static final String EVIDENCE = "strongroom_evidence";
  static final String UNSIGNED = "strongroom_unsigned";
  static final String SIMULATED = "simulated";
  static final String HARDWARE = "hardware";
  static final String PROJECT = "strongroom.yaml";
  static final String LOCK = "strongroom.lock";
  static final String TOOL = "strongroom";
  static final String GIT = "git+";

  private Statement() {}

  /// The payload: JSON without white space.
  static Bytes of(Release release) {
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("_type", TYPE);
    statement.put("subject", List.of(subject(release)));
    statement.put("predicateType", PREDICATE_TYPE);
    Map<String, Object> predicate = new LinkedHashMap<>();
    predicate.put("buildDefinition", definition(release));
    predicate.put("runDetails", details(release));
    statement.put("predicate", predicate);
    return JsonTree.compact(statement);
  }

  private static Map<String, Object> subject(Release release) {
    Map<String, Object> annotations = new LinkedHashMap<>();
    annotations.put(MEASUREMENTS, measurements(release.measurements()));
    annotations.put(EVIDENCE, release.simulated() ? SIMULATED : HARDWARE);
    release.unsignedSha256().ifPresent(digest -> annotations.put(UNSIGNED, sha256(digest)));
    Map<String, Object> subject = new LinkedHashMap<>();
    subject.put("name", release.image());
    subject.put("digest", sha256(release.sha256()));
    subject.put("annotations", annotations);
    return subject;
  }

  private static Map<String, Object> measurements(Measurements measured) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("pcr0", measured.pcr0().hex());
    members.put("pcr1", measured.pcr1().hex());
    members.put("pcr2", measured.pcr2().hex());
    measured.pcr8().ifPresent(pcr -> members.put("pcr8", pcr.hex()));
    return members;
  }

  private static Map<String, Object> definition(Release release) {
    Map<String, Object> external = new LinkedHashMap<>();
    external.put("source", source(release.source()));
    external.put("project", file(PROJECT, release.projectSha256()));
    external.put("lock", file(LOCK, release.lockSha256()));
    List<Object> dependencies = new ArrayList<>();
    dependencies.add(source(release.source()));
    for (Dependency dependency : release.dependencies()) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("name", dependency.name());
      dependency.url().ifPresent(url -> members.put("uri", url));
      members.put("digest", sha256(dependency.sha256()));
      dependencies.add(members);
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("buildType", BUILD_TYPE);
    members.put("externalParameters", external);
    members.put("resolvedDependencies", dependencies);
    return members;
  }

  private static Map<String, Object> details(Release release) {
    Map<String, Object> builder = new LinkedHashMap<>();
    builder.put("id", release.builder().toString());
    builder.put("version", Map.of(TOOL, release.tool()));
    return Map.of("builder", builder);
  }

  private static Map<String, Object> source(SourceRevision source) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("uri", GIT + source.repository());
    members.put("digest", Map.of("gitCommit", source.commit()));
    return members;
  }

  private static Map<String, Object> file(String name, Bytes sha256) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", name);
    members.put("digest", sha256(sha256));
    return members;
  }

  private static Map<String, Object> sha256(Bytes digest) {
    return Map.of("sha256", digest.hex());
  }
}
