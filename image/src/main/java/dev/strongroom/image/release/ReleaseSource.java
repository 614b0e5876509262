// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.build.Project;
import dev.strongroom.image.build.Strongroom;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.materials.PackageUrl;
import dev.strongroom.image.release.Release.Dependency;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an image was built from: a project and its lock.
///
/// @param project as its file says
/// @param projectSha256 of that file
/// @param lock pins all inputs
public record ReleaseSource(Project project, Bytes projectSha256, Lock lock) {
  /// Our own builds write it into the metadata; nothing measures it.
  private static final Pattern LOCK_NOTE = Pattern.compile("\"Lock\":\"([0-9a-f]{64})\"");

  /// Of a project's folder.
  ///
  /// @throws IOException if the project's file can't be read
  public static ReleaseSource of(Project project, Lock lock) throws IOException {
    return new ReleaseSource(project, Sha256.of(project.folder().resolve(Project.FILE)), lock);
  }

  /// The lock's digest, which doesn't depend on how its lines end.
  public Bytes lockSha256() {
    return Sha256.of(Bytes.utf8(lock.text()));
  }

  /// Where the project's folder was committed, as git says.
  ///
  /// @param own files in it that were just built
  /// @throws ReleaseException if it isn't in a work tree, or not as committed
  public SourceRevision committed(Collection<Path> own)
      throws ReleaseException, InterruptedException {
    GitFolder git = new GitFolder(project.folder());
    String commit =
        git.commit()
            .orElseThrow(() -> unknown("the project isn't in a git work tree with a commit"));
    List<String> changed = git.changed(own);
    if (!changed.isEmpty()) {
      throw unknown(
          "the work tree is dirty: "
              + changed.getFirst()
              + (changed.size() > 1 ? " and " + (changed.size() - 1) + " more" : "")
              + " aren't as committed");
    }
    String origin = git.origin().orElseThrow(() -> unknown("git knows no \"origin\""));
    try {
      return SourceRevision.of(origin, commit);
    } catch (IllegalArgumentException e) {
      throw unknown(String.valueOf(e.getMessage()));
    }
  }

  /// The release of an image that was built from this.
  ///
  /// @param file the image
  /// @param builder who built it
  /// @throws ReleaseException if the image says that it was built with another lock
  /// @throws IOException if it can't be read
  /// @throws MalformedEifException if it isn't an image
  public Release release(Path file, SourceRevision source, URI builder)
      throws ReleaseException, IOException, MalformedEifException {
    requireLock(file);
    try {
      return release(ReleasedImage.of(file), source, builder);
    } catch (IllegalArgumentException e) {
      throw new ReleaseException(ReleaseProblem.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private Release release(ReleasedImage image, SourceRevision source, URI builder) {
    return new Release(
        image.name(),
        image.sha256(),
        image.unsignedSha256(),
        image.measurements(),
        project.simulated(),
        source,
        projectSha256,
        lockSha256(),
        builder,
        Strongroom.version(),
        lock.groups().values().stream()
            .flatMap(Collection::stream)
            .map(ReleaseSource::dependency)
            .toList());
  }

  /// Whether this is what a release was built from.
  ///
  /// @throws ReleaseException if it isn't
  public void requireOf(Release release) throws ReleaseException, InterruptedException {
    if (!projectSha256.equals(release.projectSha256())) {
      throw other(Project.FILE + " isn't the one that was released");
    }
    if (!lockSha256().equals(release.lockSha256())) {
      throw other("the lock isn't the one that was released");
    }
    Optional<String> commit = new GitFolder(project.folder()).commit();
    if (commit.isPresent() && !commit.get().equals(release.source().commit())) {
      throw other(
          "commit " + commit.get() + " is checked out, released was " + release.source().commit());
    }
  }

  private void requireLock(Path file) throws ReleaseException, IOException, MalformedEifException {
    try (EifFile image = EifFile.open(file)) {
      String metadata = image.metadata().map(Bytes::asUtf8).orElse("");
      Matcher note = LOCK_NOTE.matcher(metadata);
      if (!note.find() || !note.group(1).equals(lockSha256().hex())) {
        throw other("the image doesn't say that it was built with this lock");
      }
    }
  }

  private static Dependency dependency(Input input) {
    return new Dependency(input.location(), PackageUrl.of(input), input.sha256());
  }

  private static ReleaseException unknown(String why) {
    return new ReleaseException(ReleaseProblem.UNKNOWN_SOURCE, why);
  }

  private static ReleaseException other(String why) {
    return new ReleaseException(ReleaseProblem.OTHER_SOURCE, why);
  }
}
