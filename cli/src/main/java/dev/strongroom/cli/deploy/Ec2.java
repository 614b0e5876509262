// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import dev.strongroom.image.eif.Architecture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// A deployment on EC2 instances with Nitro Enclaves.
///
/// @param place where it is
/// @param images that may have the root secret; empty before the first one is built
/// @param born whether the root secret was made already
/// @param last whether nobody may change the key's policy any more
/// @param port where clients connect
/// @param cpus of the enclave
public record Ec2(
    AwsPlace place, List<ReleasedImage> images, boolean born, boolean last, int port, int cpus) {
  private static final String KEY_POLICY = "terraform/key-policy.json";

  private static final List<String> TEMPLATES =
      List.of(
          "README.md",
          "host/allocator.yaml",
          "host/strongroom-host.service",
          "host/strongroom.sysusers",
          "terraform/main.tf",
          "terraform/outputs.tf",
          "terraform/role-policy.json",
          "terraform/role-trust.json",
          "terraform/variables.tf");

  /// Copies the list.
  public Ec2 {
    images = List.copyOf(images);
  }

  /// Its files, by their path.
  ///
  /// @throws DeployException if the images don't go together, or a last policy has none
  public SortedMap<String, String> files() throws DeployException {
    String keyPolicy = KeyPolicy.json(place, images, born, last);
    Architecture processors = ReleasedImage.processors(images);
    Map<String, String> values = new HashMap<>();
    values.put("deployment", place.deployment());
    String role = place.role().substring(place.role().lastIndexOf('/') + 1);
    values.put("name", role.replaceFirst("-host$", ""));
    values.put("region", place.region());
    values.put("account", place.account());
    values.put("partition", place.partition());
    values.put("administrator", place.administrator());
    values.put("role-name", role);
    values.put(
        "ec2-service",
        place.partition().equals("aws-cn") ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com");
    values.put("secret-actions", KeyPolicy.actions(born));
    values.put("final", String.valueOf(last));
    values.put("changers", last ? "nobody, for good" : "`" + place.administrator() + "`");
    values.put("architecture", processors.toString());
    values.put("instance-type", processors == Architecture.ARM64 ? "m7g.xlarge" : "m7i.xlarge");
    values.put("images", ReleasedImage.names(images));
    values.put("port", String.valueOf(port));
    values.put("cpus", String.valueOf(cpus));
    values.put("memory", String.valueOf(ReleasedImage.memoryMib(images)));
    SortedMap<String, String> files = Templates.filled("ec2", TEMPLATES, values);
    files.put(KEY_POLICY, keyPolicy);
    return files;
  }
}
