// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What an enclave gets of the machine, with defaults from its image.
final class ImageOptions {
  private static final byte[] MAGIC = ".eif".getBytes(StandardCharsets.US_ASCII);
  private static final long MIB = 1 << 20;
  private static final int LEAST_MIB = 512;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,62}");

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "The enclave's memory. Default: four times the image, and no less than 512.")
  private @Nullable Integer memory;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      defaultValue = "2",
      description = "The enclave's processors; on EC2 whole cores, so an even number. Default: 2.")
  private int cpus = 2;

  @Option(
      names = "--cid",
      paramLabel = "N",
      defaultValue = "16",
      description = "The enclave's address on the vsock, from 4 on. Default: 16.")
  private int cid = 16;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = {
        "Letters, digits, hyphens. On EC2 an enclave of the same name that still runs is ended.",
        "Default: the image's file name."
      })
  private @Nullable String name;

  /// Made by the command-line library, which sets the fields.
  ImageOptions() {}

  /// @throws UsageException if the image can't be read or isn't one, or an option is out of range
  void check(Path image) throws UsageException {
    try (InputStream in = Files.newInputStream(image)) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new UsageException(image + " isn't an enclave image (EIF)");
      }
    } catch (IOException e) {
      throw new UsageException("can't read " + image);
    }
    if (cpus < 1 || cid < 4 || (memory != null && memory < 64)) {
      throw new UsageException("--cpus from 1, --cid from 4, --memory from 64");
    }
    if (name != null && !NAME.matcher(name).matches()) {
      throw new UsageException("--name has letters, digits and hyphens, at most 63");
    }
  }

  String name(Path image) {
    if (name != null) {
      return name;
    }
    String file = String.valueOf(image.getFileName()).replaceFirst("\\.eif$", "");
    String usable = file.replaceAll("[^A-Za-z0-9]+", "-").replaceFirst("^-", "");
    return usable.isEmpty() ? "enclave" : usable.substring(0, Math.min(63, usable.length()));
  }

  int cpus() {
    return cpus;
  }

  int cid() {
    return cid;
  }

  /// What AWS's `nitro-cli` demands is four times the image; less leaves no room to unpack it.
  int memoryMib(Path image) throws IOException {
    if (memory != null) {
      return memory;
    }
    long wanted = Math.ceilDiv(4 * Files.size(image), MIB);
    return Math.toIntExact(Math.max(LEAST_MIB, wanted));
  }
}
