// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.build.Locks;
import dev.strongroom.image.debian.ArchiveKeys;
import dev.strongroom.image.debian.MalformedIndexException;
import dev.strongroom.image.debian.PackageIndex;
import dev.strongroom.image.debian.Suite;
import dev.strongroom.image.debian.UnknownPackageException;
import dev.strongroom.image.debian.UntrustedArchiveException;
import dev.strongroom.image.inputs.CacheFolder;
import dev.strongroom.image.inputs.ContradictedLockException;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Input.Kind;
import dev.strongroom.image.inputs.InputCache;
import dev.strongroom.image.inputs.InputException;
import dev.strongroom.image.inputs.InputMismatchException;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.inputs.Locking;
import dev.strongroom.image.inputs.MalformedLockException;
import dev.strongroom.image.inputs.Network;
import dev.strongroom.image.inputs.Progress;
import dev.strongroom.image.inputs.Refresh;
import dev.strongroom.image.inputs.Source;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom lock`: pins the newest of Debian's packages.
@Command(
    name = "lock",
    description = {
      "Pins the newest versions of the Debian packages that a lock file names.",
      "",
      "They are looked up in Debian 13 and its security fixes, under Debian's signature. Nothing"
          + " else in the file changes."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom lock",
      "  strongroom lock --check app/strongroom.lock",
      "",
      "Exit status: 0 all are the newest (now), 1 --check found newer ones, or the archive isn't to"
          + " be trusted, 2 it can't be had, or wrong usage."
    })
final class LockCommand implements Callable<Integer> {
  private static final long MAX_KEYRING = 1 << 20;

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = Lock.FILE_NAME,
      description = {
        "The lock file. One that isn't there is made, with the packages of every image.",
        "Default: strongroom.lock."
      })
  private Path file = Path.of(Lock.FILE_NAME);

  @Option(names = "--check", description = "Write nothing: say what is newer.")
  private boolean check;

  @Option(
      names = "--debian",
      paramLabel = "URL",
      description = "The mirror of Debian's archives. Default: http://deb.debian.org/")
  private URI debian = Source.DEBIAN;

  @Option(
      names = "--inputs",
      paramLabel = "DIR",
      description = "Look for the archives' indices in this folder first (repeatable).")
  private List<Path> folders = List.of();

  @Option(
      names = "--keyring",
      paramLabel = "FILE",
      description = "Trust these OpenPGP keys instead of those of Debian 13.")
  private @Nullable Path keyring;

  @Option(names = "--offline", description = "Use nothing but local folders.")
  private boolean offline;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Default: $XDG_CACHE_HOME/strongroom, else ~/.cache/strongroom.")
  private @Nullable Path cache;

  LockCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try {
      boolean made = !Files.exists(file);
      Lock before = made ? Locks.ofThisBuild() : Lock.parse(Files.readString(file));
      Refresh refresh = Refresh.of(before, index(before), console.clock().instant());
      return check
          ? checked(refresh)
          : written(refresh, made || !refresh.lock().text().equals(before.text()));
    } catch (UntrustedArchiveException | ContradictedLockException | InputMismatchException e) {
      console.err().println("strongroom: " + Printable.of(String.valueOf(e.getMessage())));
      return ExitStatus.REFUSED;
    } catch (MalformedLockException e) {
      throw new UsageException(file + ": " + e.getMessage());
    } catch (InputException | UnknownPackageException | MalformedIndexException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UsageException("can't be read or written: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted");
    }
  }

  private int checked(Refresh refresh) {
    tell(refresh);
    return refresh.changes().isEmpty() ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
  }

  private int written(Refresh refresh, boolean differs) throws IOException {
    if (differs) {
      Path whole = file.toAbsolutePath();
      Path draft = whole.resolveSibling(whole.getFileName() + ".new");
      Files.writeString(draft, refresh.lock().text());
      Files.move(draft, whole, StandardCopyOption.REPLACE_EXISTING);
    }
    tell(refresh);
    return ExitStatus.ACCEPTED;
  }

  private void tell(Refresh refresh) {
    String to = console.unicode() ? " → " : " -> ";
    for (Refresh.Change change : refresh.changes()) {
      console
          .out()
          .println(
              "  %s %s %s%s%s"
                  .formatted(
                      change.group(),
                      change.after().name(),
                      change.before().version().orElse(""),
                      to,
                      change.after().version().orElse("")));
    }
    int count = refresh.changes().size();
    console
        .out()
        .println(
            file
                + switch (count) {
                  case 0 -> ": all packages are the newest";
                  case 1 -> ": 1 package is newer";
                  default -> ": " + count + " packages are newer";
                });
  }

  private PackageIndex index(Lock lock)
      throws IOException,
          InterruptedException,
          InputException,
          UntrustedArchiveException,
          MalformedIndexException,
          UsageException {
    List<Source> sources = new ArrayList<>();
    folders.forEach(folder -> sources.add(Source.folder(folder)));
    sources.add(Source.debianMirror(debian));
    CacheFolder places = cache == null ? ImageInputs.cacheFolder() : new CacheFolder(cache);
    try (Fetcher fetcher =
        new Fetcher(
            InputCache.in(places.inputs()),
            sources,
            offline ? Network.OFFLINE : Network.USUAL,
            Progress.NONE)) {
      return new Locking(fetcher, Suite.TRIXIE, architecture(lock), keys(), console.clock())
          .index();
    }
  }

  private ArchiveKeys keys() throws IOException, UsageException {
    if (keyring == null) {
      return ArchiveKeys.trixie();
    }
    if (Files.size(keyring) > MAX_KEYRING) {
      throw new UsageException(keyring + " is too large for a keyring");
    }
    return ArchiveKeys.of(Bytes.copyOf(Files.readAllBytes(keyring)));
  }

  private String architecture(Lock lock) throws UsageException {
    Set<String> found = new TreeSet<>();
    for (List<Input> group : lock.groups().values()) {
      for (Input input : group) {
        if (input.kind() == Kind.DEBIAN) {
          input.architecture().filter(name -> !name.equals("all")).ifPresent(found::add);
        }
      }
    }
    if (found.size() != 1) {
      throw new UsageException(
          file + " has Debian's packages of " + found.size() + " architectures, not of one");
    }
    return found.iterator().next();
  }
}
