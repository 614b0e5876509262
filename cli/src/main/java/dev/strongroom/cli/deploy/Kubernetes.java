// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// A deployment on Kubernetes whose nodes have Nitro Enclaves.
///
/// @param place where it is; the role is that of the nodes
/// @param images that may have the root secret; empty before the first one is built
/// @param born whether the root secret was made already
/// @param cpus of the enclave
public record Kubernetes(AwsPlace place, List<ReleasedImage> images, boolean born, int cpus) {
  private static final List<String> TEMPLATES =
      List.of(
          "Containerfile",
          "README.md",
          "allocator.yaml",
          "manifests/namespace.yaml",
          "manifests/strongroom.yaml",
          "role-policy.json");

  /// Copies the list.
  public Kubernetes {
    images = List.copyOf(images);
  }

  /// Its files, by their path.
  ///
  /// @throws DeployException if the images don't go together
  public SortedMap<String, String> files() throws DeployException {
    String keyPolicy = KeyPolicy.json(place, images, born);
    Map<String, String> values = new HashMap<>();
    values.put("deployment", place.deployment());
    values.put("name", place.name());
    values.put("region", place.region());
    values.put("account", place.account());
    values.put("partition", place.partition());
    values.put("administrator", place.administrator());
    values.put("role", place.role());
    values.put("secret-actions", KeyPolicy.actions(born));
    values.put("images", ReleasedImage.names(images));
    values.put("cpus", String.valueOf(cpus));
    values.put("memory", String.valueOf(ReleasedImage.memoryMib(images)));
    SortedMap<String, String> files = Templates.filled("kubernetes", TEMPLATES, values);
    files.put("key-policy.json", keyPolicy);
    return files;
  }
}
