// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.channel.message.MessageClient;
import dev.strongroom.cli.ai.LocalDoor;
import dev.strongroom.cli.ai.LocalModels;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.ai.Confidentiality;
import dev.strongroom.client.ai.GatewayNotVerifiedException;
import dev.strongroom.client.ai.HistoryFile;
import dev.strongroom.client.ai.ModelError;
import dev.strongroom.client.ai.Padding;
import dev.strongroom.client.ai.ReceiptFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom ai`: prompts that nobody else reads, for any client of OpenAI's interface.
@Command(
    name = "ai",
    description = {
      "Serves models behind a gateway in an enclave to programs on this machine, at a local endpoint",
      "of OpenAI's and Anthropic's interfaces (docs/ai.md).",
      "",
      "The gateway is verified before anything is sent to it, and again when that was too long ago.",
      "If it can't be, clients get status 502 and the reason. An answer that was cut short is an",
      "error to them, too."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom ai gateway.example:443 --policy policy.json",
      "  OPENAI_BASE_URL=http://127.0.0.1:8484/v1 your-program   (elsewhere)",
      "  curl http://127.0.0.1:8484/v1/confidentiality",
      "  strongroom ai balancer.example:443 --policy policy.json --messages --pad pow2",
      "",
      "Exit status: 0 stopped, 1 the gateway was refused, 2 it can't be reached, or wrong usage."
    })
final class AiCommand implements Callable<Integer> {
  private static final Duration REACH = Duration.ofSeconds(10);

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:8443",
      description = "The gateway's address. Default: localhost:8443.")
  private String address = "localhost:8443";

  @Mixin private final AiOptions options = new AiOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8484",
      description = "Where to listen on the loopback; 0 for any free port. Default: 8484.")
  private int port = 8484;

  @Option(
      names = "--messages",
      description = {
        "Encrypt each request and answer to the gateway's key: for gateways behind a load balancer,",
        "which ends TLS and sees paths, lengths and times."
      })
  private boolean messages;

  @Option(
      names = "--any-certificate",
      description = {
        "With --messages: take any certificate. Without it, the balancer's has to be one that this",
        "machine's authorities vouch for."
      })
  private boolean anyCertificate;

  @Option(
      names = "--pad",
      paramLabel = "CLASS",
      defaultValue = "none",
      description = {
        "Hide lengths of requests: 1k rounds up to whole KiB, pow2 to powers of two. Lengths of",
        "answers stay visible."
      })
  private String pad = "none";

  @Option(
      names = "--receipts",
      paramLabel = "DIR",
      description =
          "Ask for a receipt with each request, and keep what it takes to check it there.")
  private @Nullable Path receipts;

  @Option(
      names = "--receipts-with-content",
      description = "With --receipts: keep requests and answers as well. Prompts on this disk.")
  private boolean content;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Clients have to show the key in this file, as bearer token or x-api-key.")
  private @Nullable Path key;

  @Option(
      names = "--gateway-key",
      paramLabel = "FILE",
      description = "Send the key in this file to the gateway, in place of clients' own.")
  private @Nullable Path gatewayKey;

  @Option(
      names = "--history-key",
      paramLabel = "FILE",
      description = {
        "Keep conversations at the gateway, sealed under the key in this file, which is made if it",
        "isn't there. FILE.heads remembers what was seen, so that nothing older can be shown."
      })
  private @Nullable Path historyKey;

  AiCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    URI gateway = NotaryOptions.server(address);
    if (anyCertificate && !messages) {
      throw new UsageException(
          "--any-certificate is for --messages: the attested channel asks none");
    }
    if (content && receipts == null) {
      throw new UsageException("--receipts-with-content is for --receipts");
    }
    AiOptions.Demanded demanded = options.demanded(console, messages);
    try (InterruptedBySignal _ = InterruptedBySignal.current()) {
      return messages ? overMessages(gateway, demanded) : overTheChannel(gateway, demanded);
    } catch (InterruptedException e) {
      // A signal, whose number becomes the status; everything was closed.
      return ExitStatus.ACCEPTED;
    }
  }

  private int overTheChannel(URI gateway, AiOptions.Demanded demanded)
      throws UsageException, InterruptedException {
    ServerAppraisal appraisal =
        new ServerAppraisal(demanded.channel(), NotaryOptions.verifier(), console.clock());
    return serve(ConfidentialModels.attested(appraisal, gateway), demanded);
  }

  private int overMessages(URI gateway, AiOptions.Demanded demanded)
      throws UsageException, InterruptedException {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(REACH);
    if (anyCertificate) {
      builder.sslContext(AnyCertificate.context());
    }
    MessageClient client =
        new MessageClient(
            demanded.channel(), NotaryOptions.verifier(), console.clock(), new SecureRandom());
    try (HttpClient http = builder.build()) {
      return serve(ConfidentialModels.encrypted(client, http, gateway), demanded);
    }
  }

  private int serve(ConfidentialModels.Builder builder, AiOptions.Demanded demanded)
      throws UsageException, InterruptedException {
    builder.padding(padding());
    if (receipts != null) {
      builder.receipts(receiptFolder(receipts), new SecureRandom(), console.clock());
    }
    Optional<HistoryFile> history = history();
    history.ifPresent(file -> builder.history(file.key(), file));
    try {
      return serve(builder, demanded, history.isPresent());
    } finally {
      history.ifPresent(HistoryFile::close);
    }
  }

  private int serve(
      ConfidentialModels.Builder builder, AiOptions.Demanded demanded, boolean history)
      throws UsageException, InterruptedException {
    Optional<Bytes> door = key == null ? Optional.empty() : Optional.of(keyIn(key));
    Optional<String> forTheGateway =
        gatewayKey == null ? Optional.empty() : Optional.ofNullable(keyIn(gatewayKey).asUtf8());
    try (ConfidentialModels models = builder.build()) {
      Confidentiality found = models.confidentiality();
      new TextReport(console).verdict(address, found.gateway().verified().verdict());
      LocalModels.Parts parts =
          new LocalModels.Parts(
              models,
              address,
              Optional.of(demanded.sha256()),
              new LocalDoor(door, options.sites()),
              forTheGateway,
              this::problem);
      listen(parts, found, history);
      return ExitStatus.ACCEPTED;
    } catch (GatewayNotVerifiedException e) {
      e.verdict().ifPresent(verdict -> new TextReport(console).verdict(address, verdict));
      console.out().println("  NOT VERIFIED  " + Printable.of(String.valueOf(e.getMessage())));
      return ExitStatus.REFUSED;
    } catch (IOException e) {
      throw new UsageException(address + ": " + ModelError.of(e).message());
    }
  }

  private void listen(LocalModels.Parts parts, Confidentiality found, boolean history)
      throws UsageException, InterruptedException {
    try (LocalModels endpoint = LocalModels.start(port, parts)) {
      PrintWriter out = console.out();
      out.println("  identity    " + found.gateway().keys().identityKey().hex());
      out.println("  spoken to   by " + found.gateway().way());
      if (history) {
        out.println("  history     under " + historyKey + ": without it nothing can be read again");
      }
      out.println();
      out.println("What remains trusted:");
      found.remainsTrusted().forEach(who -> out.println("  - " + Printable.of(who)));
      out.println();
      out.println("OPENAI_BASE_URL=" + endpoint.uri());
      out.println("In a browser: " + endpoint.uri().resolve("/confidentiality"));
      out.println("Ctrl-C stops.");
      out.flush();
      new CountDownLatch(1).await();
    } catch (IOException e) {
      throw new UsageException("can't listen on port " + port + ": " + e.getMessage());
    }
  }

  private Optional<HistoryFile> history() throws UsageException {
    if (historyKey == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(HistoryFile.open(historyKey, new SecureRandom()));
    } catch (IOException e) {
      throw new UsageException(historyKey + ": no key for histories (" + e.getMessage() + ")");
    }
  }

  private Padding padding() throws UsageException {
    return switch (pad) {
      case "none" -> Padding.NONE;
      case "1k" -> Padding.KIBIBYTES;
      case "pow2" -> Padding.POWERS_OF_TWO;
      default -> throw new UsageException("--pad is none, 1k or pow2, not " + pad);
    };
  }

  private ReceiptFolder receiptFolder(Path folder) throws UsageException {
    try {
      return new ReceiptFolder(folder, content);
    } catch (IOException e) {
      throw new UsageException(folder + ": can't be made (" + e.getMessage() + ")");
    }
  }

  private static Bytes keyIn(Path file) throws UsageException {
    Bytes key = Bytes.utf8(TextFile.read(file).strip());
    if (!String.valueOf(key.asUtf8()).matches("[!-~]{1,4096}")) {
      throw new UsageException(file + ": not one key in visible ASCII");
    }
    return key;
  }

  private void problem(String what) {
    synchronized (console) {
      console.err().println("strongroom: " + Printable.of(what));
      console.err().flush();
    }
  }
}
