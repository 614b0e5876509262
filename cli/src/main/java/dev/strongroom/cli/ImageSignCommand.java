// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.signature.ImageSigner;
import dev.strongroom.image.signature.SigningCertificate;
import dev.strongroom.image.signature.SigningException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom image sign`: says by PCR8 who made an image.
@Command(
    name = "sign",
    description = {
      "Signs an image, or signs it anew: PCR8 becomes that of the certificate, the other PCRs stay.",
      "",
      "The key has to be the certificate's. An enclave whose certificate has expired doesn't boot."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom image sign app.eif --key key.pem --certificate certificate.pem",
      "  strongroom image sign app.eif --token token.cfg --pin-file pin --certificate c.pem -o s.eif",
      "  strongroom image sign app.eif --kms arn:aws:kms:… --certificate certificate.pem",
      "",
      "Exit status: 0 signed, 2 malformed or unreadable image, key or certificate."
    })
final class ImageSignCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "The image.")
  private Path file = Path.of("");

  @Mixin private final SigningKeyOptions key = new SigningKeyOptions();

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      required = true,
      description = "The signing certificate, PEM: P-256, P-384 or P-521.")
  private Path certificate = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where the signed image goes; without it the image is replaced.")
  private @Nullable Path output;

  @Option(names = "--json", description = "Write the new measurements as JSON (docs/cli.md).")
  private boolean json;

  ImageSignCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    ImageSigner signer = signer();
    Path target = output == null ? file : output;
    return new ImageInput(console, json)
        .use(
            file,
            image -> {
              Measurements measured = write(image, signer, target);
              if (json) {
                new ImageJson(console.out())
                    .measurements(target, measured, Launches.NONE, Optional.empty());
              } else {
                new ImageText(console)
                    .measurements(target, measured, Launches.NONE, Optional.empty());
              }
              return ExitStatus.ACCEPTED;
            });
  }

  private ImageSigner signer() throws UsageException {
    try {
      return new ImageSigner(
          SigningCertificate.ofPem(SigningKeyOptions.text(certificate)), key.key(console.clock()));
    } catch (CertificateException e) {
      throw new UsageException("--certificate: " + e.getMessage());
    } catch (SigningException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /// Beside its place first: whoever looks there finds the old image or the new one, all of it.
  private Measurements write(EifFile image, ImageSigner signer, Path target)
      throws IOException, MalformedEifException, UsageException {
    Path written = target.resolveSibling(target.getFileName() + ".signing");
    try (FileChannel out = create(written)) {
      Measurements measured = signer.sign(image, console.clock().instant(), out);
      out.force(true);
      Files.move(
          written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return measured;
    } catch (SigningException e) {
      Files.deleteIfExists(written);
      throw new UsageException(e.getMessage());
    } catch (IOException | MalformedEifException | RuntimeException e) {
      Files.deleteIfExists(written);
      throw e;
    }
  }

  private static FileChannel create(Path written) throws UsageException {
    try {
      return FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(written + " is in the way: another run's, or one that broke off");
    } catch (IOException e) {
      throw new UsageException(written + ": can't be written (" + e.getMessage() + ")");
    }
  }
}
