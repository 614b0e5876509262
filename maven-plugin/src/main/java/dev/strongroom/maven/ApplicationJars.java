// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.maven;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.MavenCoordinates;
import dev.strongroom.image.inputs.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;

/// A project's own jar and its runtime dependencies, in the order of the class path.
///
/// @param inputs to be pinned: the own jar as a file of the project, the others by coordinates
/// @param files where they are, in the same order
record ApplicationJars(List<Input> inputs, List<Path> files) {

  static ApplicationJars of(MavenProject project) throws IOException, MojoFailureException {
    List<Input> inputs = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    Path own = jarOf(project.getArtifact());
    Path base = project.getBasedir().toPath().toAbsolutePath().normalize();
    if (!own.startsWith(base)) {
      throw new MojoFailureException(own + " isn't below the project's folder");
    }
    inputs.add(
        new Input(
            Input.Kind.FILE,
            String.valueOf(own.getFileName()),
            Optional.empty(),
            Optional.empty(),
            base.relativize(own).toString().replace('\\', '/'),
            Files.size(own),
            Sha256.of(own),
            Optional.empty()));
    files.add(own);
    for (Artifact artifact : project.getArtifacts()) {
      if (artifact.getArtifactHandler().isAddedToClasspath()) {
        Path jar = jarOf(artifact);
        Bytes sha256 = Sha256.of(jar);
        inputs.add(Input.maven(coordinates(artifact), Files.size(jar), sha256));
        files.add(jar);
      }
    }
    return new ApplicationJars(inputs, files);
  }

  /// Where the dependencies are: this repository, or the folder of another module.
  List<Source.Place> placesOf(Input.Kind kind, String location) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).kind() == kind && inputs.get(i).location().equals(location)) {
        return List.of(new Source.Place.OnDisk(files.get(i)));
      }
    }
    return List.of();
  }

  private static Path jarOf(Artifact artifact) throws MojoFailureException {
    if (artifact.getFile() == null || !artifact.getFile().isFile()) {
      throw new MojoFailureException(artifact + " has no jar yet: run this after phase package");
    }
    return artifact.getFile().toPath().toAbsolutePath().normalize();
  }

  private static MavenCoordinates coordinates(Artifact artifact) {
    return new MavenCoordinates(
        artifact.getGroupId(),
        artifact.getArtifactId(),
        artifact.getBaseVersion(),
        Optional.ofNullable(artifact.getClassifier()).filter(text -> !text.isEmpty()),
        artifact.getArtifactHandler().getExtension());
  }
}
