// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.maven;

import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import java.io.File;
import java.io.IOException;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/// Says what an enclave that boots an image measures.
@Mojo(name = "measure", requiresProject = false, threadSafe = true)
public final class MeasureMojo extends AbstractMojo {
  /// The image.
  @Parameter(
      property = "strongroom.image",
      defaultValue = "${project.build.directory}/${project.build.finalName}.eif")
  private File image = new File("app.eif");

  /// Made by Maven, which sets the field.
  public MeasureMojo() {
    super();
  }

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    try (EifFile file = EifFile.open(image.toPath())) {
      Measured.log(getLog(), file.measure());
    } catch (MalformedEifException e) {
      throw new MojoFailureException(image + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new MojoExecutionException(image + " can't be read: " + e.getMessage(), e);
    }
  }
}
