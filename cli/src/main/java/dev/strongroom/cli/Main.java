// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Entry point.
@Command(
    name = "strongroom",
    description = "Confidential computing that anyone can check.",
    subcommands = {
      UpCommand.class,
      RunCommand.class,
      ConnectCommand.class,
      ConsoleCommand.class,
      AiCommand.class,
      ProveCommand.class,
      KeysCommand.class,
      WalletCommand.class,
      McpCommand.class,
      ModelCommand.class,
      LedgerCommand.class,
      CeremonyCommand.class,
      UpgradeCommand.class,
      CertificateCommand.class,
      BuildCommand.class,
      LockCommand.class,
      DiffCommand.class,
      ReleaseCommand.class,
      ReproduceCommand.class,
      PolicyCommand.class,
      InspectCommand.class,
      VerifyCommand.class,
      EndorsementsCommand.class,
      CheckCommand.class,
      MeasureCommand.class,
      ImageCommand.class,
      WitnessCommand.class,
      DeployCommand.class,
      DoctorCommand.class,
      RunbookCommand.class,
      BackupCommand.class,
      KernelCommand.class,
      CompletionCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom up",
      "  strongroom inspect --at document examples/nitro-enclave.cbor",
      "  strongroom verify --pcr 0=<96 hex digits> --nonce <hex> document.cbor",
      "",
      "Each command has its own --help.",
      "",
      "Exit status: 0 accepted (inspect: genuine), 1 refused, 2 malformed input or wrong usage."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  Main() {}

  /// Runs the command and exits with its status.
  public static void main(String[] arguments) {
    System.exit(run(Console.ofProcess(), arguments));
  }

  /// Runs a command.
  ///
  /// @return the exit status
  static int run(Console console, String... arguments) {
    CommandLine command = new CommandLine(Main.class, new Commands(console));
    CommandList.inWholeSentences(command);
    PrintWriter errors = console.err();
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setOut(console.out()).setErr(errors);
    command.setColorScheme(
        CommandLine.Help.defaultColorScheme(console.colour() ? Ansi.ON : Ansi.OFF));
    command.setUsageHelpAutoWidth(false).setUsageHelpWidth(100);
    command.setParameterExceptionHandler(Main::usage);
    command.setExecutionExceptionHandler((e, failed, _) -> {
      if (e instanceof UsageException) {
        errors.println("strongroom: " + Printable.of(String.valueOf(e.getMessage())));
        return ExitStatus.UNUSABLE;
      }
      throw e;
    });
    int status = command.execute(arguments);
    console.flush();
    return status;
  }

  private static int usage(ParameterException e, String[] arguments) {
    PrintWriter errors = e.getCommandLine().getErr();
    errors.println("strongroom: " + Printable.of(String.valueOf(e.getMessage())));
    CommandLine.UnmatchedArgumentException.printSuggestions(e, errors);
    errors.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitStatus.UNUSABLE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
