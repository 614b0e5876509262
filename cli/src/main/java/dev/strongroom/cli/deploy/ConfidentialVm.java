// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import dev.strongroom.attestation.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/// A deployment as a confidential virtual machine on a host of one's own.
///
/// @param deployment its name
/// @param image the file's name
/// @param imageSha256 of the file
/// @param firmwareSha256 of the firmware's file
/// @param cpus of the machine
/// @param memoryMib of the machine
/// @param port where clients connect
/// @param kind whose processors protect it, with what they measure of all this
public record ConfidentialVm(
    String deployment,
    String image,
    Bytes imageSha256,
    Bytes firmwareSha256,
    int cpus,
    int memoryMib,
    int port,
    ConfidentialKind kind) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,38}[a-z0-9])?");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private static final List<String> TEMPLATES =
      List.of("host/strongroom-host.service", "host/vhost-vsock.conf");

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
    Map<String, String> words = new HashMap<>(kind.words());
    words.put("deployment", deployment);
    words.put("image", image);
    words.put("image-sha256", imageSha256.hex());
    words.put("firmware-sha256", firmwareSha256.hex());
    words.put("cpus", String.valueOf(cpus));
    words.put("memory", String.valueOf(memoryMib));
    words.put("port", String.valueOf(port));
    SortedMap<String, String> files = Templates.filled(kind.folder(), kind.templates(), words);
    Map<String, String> unit = new HashMap<>(kind.unit());
    unit.put("deployment", deployment);
    unit.put("cpus", String.valueOf(cpus));
    unit.put("memory", String.valueOf(memoryMib));
    unit.put("port", String.valueOf(port));
    files.putAll(Templates.filled("confidential-vm", TEMPLATES, unit));
    files.put("policy.json", String.valueOf(kind.policyFile().asUtf8()));
    return files;
  }
}
