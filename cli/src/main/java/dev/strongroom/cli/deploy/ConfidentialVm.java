// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.confidential.ProcessorModel;
import dev.strongroom.image.confidential.SnpPolicyDraft;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/// A deployment on a host of one's own with AMD SEV-SNP.
///
/// @param deployment its name
/// @param image the file's name
/// @param imageSha256 of the file
/// @param firmwareSha256 of the firmware's file
/// @param cpus of the machine
/// @param model which QEMU shows
/// @param policy what clients accept, with the measurement that all this has
/// @param memoryMib of the machine
/// @param port where clients connect
public record ConfidentialVm(
    String deployment,
    String image,
    Bytes imageSha256,
    Bytes firmwareSha256,
    int cpus,
    ProcessorModel model,
    SnpPolicyDraft policy,
    int memoryMib,
    int port) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,38}[a-z0-9])?");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private static final List<String> TEMPLATES =
      List.of(
          "README.md",
          "host/60-strongroom-sev.rules",
          "host/strongroom-host.service",
          "host/strongroom.sysusers",
          "host/vhost-vsock.conf");

  /// Its files, by their path.
  ///
  /// @throws DeployException if a name can't stand in all of them
  public SortedMap<String, String> files() throws DeployException {
    if (!NAME.matcher(deployment).matches()) {
      throw new DeployException(
          "--deployment has lower-case letters, digits, dots, hyphens; at most 40");
    }
    if (!FILE.matcher(image).matches()) {
      throw new DeployException("the image's name has letters, digits, dots, hyphens: " + image);
    }
    Map<String, String> values = new HashMap<>();
    values.put("deployment", deployment);
    values.put("image", image);
    values.put("image-sha256", imageSha256.hex());
    values.put("firmware-sha256", firmwareSha256.hex());
    values.put("measurement", policy.measurement().hex());
    values.put("product", policy.product());
    values.put("cpu-model", model.qemu());
    values.put("cpus", String.valueOf(cpus));
    values.put("memory", String.valueOf(memoryMib));
    values.put("port", String.valueOf(port));
    SortedMap<String, String> files = Templates.filled("confidential-vm", TEMPLATES, values);
    files.put("policy.json", String.valueOf(policy.text().asUtf8()));
    return files;
  }
}
