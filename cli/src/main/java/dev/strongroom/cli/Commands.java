// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/// Makes the commands and hands them what they talk through.
record Commands(Console console) implements IFactory {
  private static final Map<Class<?>, Function<Console, Object>> TALKING =
      Map.ofEntries(
          Map.entry(BuildCommand.class, BuildCommand::new),
          Map.entry(CeremonyBeginCommand.class, CeremonyBeginCommand::new),
          Map.entry(CeremonyJoinCommand.class, CeremonyJoinCommand::new),
          Map.entry(CeremonyKeygenCommand.class, CeremonyKeygenCommand::new),
          Map.entry(CeremonyReleaseCommand.class, CeremonyReleaseCommand::new),
          Map.entry(CeremonyStatusCommand.class, CeremonyStatusCommand::new),
          Map.entry(CheckCommand.class, CheckCommand::new),
          Map.entry(CompletionCommand.class, CompletionCommand::new),
          Map.entry(ConnectCommand.class, ConnectCommand::new),
          Map.entry(DiffCommand.class, DiffCommand::new),
          Map.entry(DoctorCommand.class, DoctorCommand::new),
          Map.entry(ImageShowCommand.class, ImageShowCommand::new),
          Map.entry(ImageSignCommand.class, ImageSignCommand::new),
          Map.entry(InspectCommand.class, InspectCommand::new),
          Map.entry(KernelCommand.class, KernelCommand::new),
          Map.entry(LedgerAuditCommand.class, LedgerAuditCommand::new),
          Map.entry(LedgerMirrorCommand.class, LedgerMirrorCommand::new),
          Map.entry(LedgerStatusCommand.class, LedgerStatusCommand::new),
          Map.entry(LedgerRecoverApplyCommand.class, LedgerRecoverApplyCommand::new),
          Map.entry(LedgerRecoverExplainCommand.class, LedgerRecoverExplainCommand::new),
          Map.entry(LedgerRecoverSignCommand.class, LedgerRecoverSignCommand::new),
          Map.entry(LockCommand.class, LockCommand::new),
          Map.entry(MeasureCommand.class, MeasureCommand::new),
          Map.entry(PolicyFromReleaseCommand.class, PolicyFromReleaseCommand::new),
          Map.entry(ProveCommand.class, ProveCommand::new),
          Map.entry(ReleaseCreateCommand.class, ReleaseCreateCommand::new),
          Map.entry(ReleaseVerifyCommand.class, ReleaseVerifyCommand::new),
          Map.entry(ReproduceCommand.class, ReproduceCommand::new),
          Map.entry(RunCommand.class, RunCommand::new),
          Map.entry(UpCommand.class, UpCommand::new),
          Map.entry(VerifyCommand.class, VerifyCommand::new),
          Map.entry(WitnessCommand.class, WitnessCommand::new),
          Map.entry(WitnessKeyCommand.class, WitnessKeyCommand::new));

  @Override
  public <K> K create(Class<K> type) throws Exception {
    Function<Console, Object> command = TALKING.get(type);
    if (command != null) {
      return type.cast(command.apply(console));
    }
    if (type == CeremonyCommand.class) {
      return type.cast(new CeremonyCommand());
    }
    if (type == ImageCommand.class) {
      return type.cast(new ImageCommand());
    }
    if (type == LedgerCommand.class) {
      return type.cast(new LedgerCommand());
    }
    if (type == LedgerRecoverCommand.class) {
      return type.cast(new LedgerRecoverCommand());
    }
    if (type == PolicyCommand.class) {
      return type.cast(new PolicyCommand());
    }
    if (type == ReleaseCommand.class) {
      return type.cast(new ReleaseCommand());
    }
    return CommandLine.defaultFactory().create(type);
  }
}
