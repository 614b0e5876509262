// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.inputs.Bounded.TooLongException;
import dev.strongroom.image.inputs.Download.DownloadException;
import dev.strongroom.image.inputs.InputCache.OtherBytesException;
import dev.strongroom.image.inputs.Source.Place;
import dev.strongroom.image.inputs.Source.Place.OnDisk;
import dev.strongroom.image.inputs.Source.Place.OnNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks for an input in one place after the other, until one has it.
///
/// @param cache gets what is found
/// @param sources in their order
/// @param network how the network is used
/// @param download one try
/// @param progress is told how it goes
record Search(
    InputCache cache, List<Source> sources, Network network, Download download, Progress progress) {
  Search {
    sources = List.copyOf(sources);
  }

  /// The input's file in the cache.
  Path find(Input input) throws IOException, InterruptedException, InputException {
    List<Attempt> attempts = new ArrayList<>();
    for (Source source : sources) {
      for (Place place : source.placesOf(input.kind(), input.location())) {
        try {
          Path file =
              switch (place) {
                case OnDisk(Path path) -> copied(input, path);
                case OnNetwork(URI address) -> downloaded(input, address);
              };
          progress.finished(input);
          return file;
        } catch (NotHereException e) {
          Attempt attempt = e.attempt(place);
          attempts.add(attempt);
          progress.failed(input, attempt);
        }
      }
    }
    throw attempts.stream().anyMatch(Attempt::otherBytes)
        ? new InputMismatchException(input, attempts)
        : new InputUnavailableException(input, attempts);
  }

  /// What is at a location of Debian's archive now, pinned by nothing.
  ///
  /// @param most how many bytes it may have
  Bytes current(String location, int most)
      throws IOException, InterruptedException, InputUnavailableException {
    List<Attempt> attempts = new ArrayList<>();
    for (Source source : sources) {
      for (Place place : source.placesOf(Input.Kind.DEBIAN, location)) {
        try {
          return switch (place) {
            case OnDisk(Path path) -> read(path, most);
            case OnNetwork(URI address) -> read(address, most);
          };
        } catch (NotHereException e) {
          attempts.add(e.attempt(place));
        }
      }
    }
    throw new InputUnavailableException(location, attempts);
  }

  private static Bytes read(Path path, int most) throws IOException, NotHereException {
    requireReadable(path);
    if (Files.size(path) > most) {
      throw new NotHereException("more than " + most + " bytes", null);
    }
    return Bytes.copyOf(Files.readAllBytes(path));
  }

  private Bytes read(URI address, int most)
      throws IOException, InterruptedException, NotHereException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      return repeatedly(() -> {
        bytes.reset();
        download.to(address, new Bounded(bytes, most), count -> {});
        return Bytes.copyOf(bytes.toByteArray());
      });
    } catch (TooLongException e) {
      throw new NotHereException("more than " + most + " bytes", null);
    }
  }

  private Path copied(Input input, Path path)
      throws IOException, InterruptedException, NotHereException {
    requireReadable(path);
    progress.begun(input, path.toString());
    try {
      return cache.keep(input, out -> Files.copy(path, out));
    } catch (OtherBytesException e) {
      throw new NotHereException(e.problem(), e);
    }
  }

  private Path downloaded(Input input, URI address)
      throws IOException, InterruptedException, NotHereException {
    return repeatedly(() -> {
      progress.begun(input, address.toString());
      try {
        return cache.keep(
            input, out -> download.to(address, out, count -> progress.received(input, count)));
      } catch (OtherBytesException e) {
        throw new NotHereException(e.problem(), e);
      }
    });
  }

  /// Tries again what may work soon.
  private <T> T repeatedly(Try<T> one) throws IOException, InterruptedException, NotHereException {
    if (!network.allowed()) {
      throw new NotHereException("not tried, since the network isn't to be used", null);
    }
    Duration pause = network.pause();
    for (int tries = 1; ; tries++) {
      try {
        return one.run();
      } catch (DownloadException e) {
        if (!e.isPassing() || tries == network.tries()) {
          throw new NotHereException(
              e.problem() + (tries > 1 ? " (tried " + tries + " times)" : ""), null);
        }
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }

  private static void requireReadable(Path path) throws NotHereException {
    if (!Files.isRegularFile(path)) {
      throw new NotHereException("no such file", null);
    }
    if (!Files.isReadable(path)) {
      throw new NotHereException("not to be read by this user", null);
    }
  }

  @FunctionalInterface
  private interface Try<T> {
    T run() throws IOException, InterruptedException, NotHereException;
  }

  /// A place that doesn't have an input.
  private static final class NotHereException extends Exception {
    private static final long serialVersionUID = 1;

    private final String problem;

    NotHereException(String problem, @Nullable OtherBytesException cause) {
      super(problem, cause);
      this.problem = problem;
    }

    Attempt attempt(Place place) {
      return new Attempt(place.toString(), problem, getCause() != null);
    }
  }
}
