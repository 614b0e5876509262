// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import dev.strongroom.host.command.CommandResult;
import dev.strongroom.host.command.CommandRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The machine as the checks see it.
///
/// @param root of its file system
/// @param emulator folder of the emulated machine's programs, which are looked for there first
/// @param programs the other folders where programs are looked for, under `root`
/// @param commands runs programs
/// @param java the feature release of the running Java
/// @param temporary where sockets are made, as this process sees it
public record Machine(
    Path root,
    Path emulator,
    List<Path> programs,
    CommandRunner commands,
    int java,
    Path temporary) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST = 64 * 1024;

  /// Copies the list.
  public Machine {
    programs = List.copyOf(programs);
  }

  Path file(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  boolean exists(String absolute) {
    return Files.exists(file(absolute));
  }

  /// The first 64 KiB of a text file, stripped; empty if it can't be read.
  Optional<String> text(String absolute) {
    try (var in = Files.newInputStream(file(absolute))) {
      return Optional.of(new String(in.readNBytes(MOST), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// A file that holds one whole number from 0 on.
  OptionalLong number(String absolute) {
    Optional<String> text = text(absolute);
    return text.isPresent() ? number(text.get(), "([0-9]{1,18})") : OptionalLong.empty();
  }

  /// The number in the first group of a line that matches the whole pattern.
  static OptionalLong number(String text, String pattern) {
    return text.lines()
        .map(line -> Pattern.compile(pattern).matcher(line.strip()))
        .filter(Matcher::matches)
        .mapToLong(match -> Long.parseLong(match.group(1)))
        .findFirst();
  }

  /// Names in a folder, sorted; none if there is no such folder.
  List<String> names(String absolute) {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(file(absolute))) {
      files.map(file -> file.getFileName().toString()).sorted().forEach(names::add);
    } catch (IOException e) {
      return List.of();
    }
    return names;
  }

  /// A program of the emulated machine, or in one of the folders.
  Optional<Path> program(String name) {
    return first(Stream.concat(Stream.of(emulator), programs.stream()), name);
  }

  /// A program that isn't the emulated machine's.
  Optional<Path> ordinary(String name) {
    return first(programs.stream(), name);
  }

  private static Optional<Path> first(Stream<Path> folders, String name) {
    return folders
        .map(folder -> folder.resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /// What a program prints; empty if it isn't there, fails or hangs.
  Optional<String> output(String name, String... arguments) {
    return program(name).flatMap(program -> output(program, arguments));
  }

  /// The same of a program that was found.
  Optional<String> output(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addFirst(program.toString());
    try {
      CommandResult result = commands.run(command, PATIENCE);
      return result.status() == 0 ? Optional.of(result.output()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
