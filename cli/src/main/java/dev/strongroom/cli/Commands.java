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
          Map.entry(AiCommand.class, AiCommand::new),
          Map.entry(BackupCommand.class, BackupCommand::new),
          Map.entry(BuildCommand.class, BuildCommand::new),
          Map.entry(CeremonyBeginCommand.class, CeremonyBeginCommand::new),
          Map.entry(CeremonyJoinCommand.class, CeremonyJoinCommand::new),
          Map.entry(CeremonyKeygenCommand.class, CeremonyKeygenCommand::new),
          Map.entry(CeremonyReleaseCommand.class, CeremonyReleaseCommand::new),
          Map.entry(CeremonyStatusCommand.class, CeremonyStatusCommand::new),
          Map.entry(CertificateInstallCommand.class, CertificateInstallCommand::new),
          Map.entry(CertificateReceiptsCommand.class, CertificateReceiptsCommand::new),
          Map.entry(CertificateRequestCommand.class, CertificateRequestCommand::new),
          Map.entry(CertificateShowCommand.class, CertificateShowCommand::new),
          Map.entry(CheckCommand.class, CheckCommand::new),
          Map.entry(CompletionCommand.class, CompletionCommand::new),
          Map.entry(ConnectCommand.class, ConnectCommand::new),
          Map.entry(DeployEc2Command.class, DeployEc2Command::new),
          Map.entry(DeployConfidentialVmCommand.class, DeployConfidentialVmCommand::new),
          Map.entry(DeployKubernetesCommand.class, DeployKubernetesCommand::new),
          Map.entry(DeployMonitoringCommand.class, DeployMonitoringCommand::new),
          Map.entry(DiffCommand.class, DiffCommand::new),
          Map.entry(DoctorCommand.class, DoctorCommand::new),
          Map.entry(EndorsementsFetchCommand.class, EndorsementsFetchCommand::new),
          Map.entry(EndorsementsPackCommand.class, EndorsementsPackCommand::new),
          Map.entry(EndorsementsShowCommand.class, EndorsementsShowCommand::new),
          Map.entry(ImageShowCommand.class, ImageShowCommand::new),
          Map.entry(ImageSignCommand.class, ImageSignCommand::new),
          Map.entry(InspectCommand.class, InspectCommand::new),
          Map.entry(KernelCommand.class, KernelCommand::new),
          Map.entry(KeysApproveCommand.class, KeysApproveCommand::new),
          Map.entry(KeysCreateCommand.class, KeysCreateCommand::new),
          Map.entry(KeysDecryptCommand.class, KeysDecryptCommand::new),
          Map.entry(KeysDestroyCommand.class, KeysDestroyCommand::new),
          Map.entry(KeysDisableCommand.class, KeysDisableCommand::new),
          Map.entry(KeysEnableCommand.class, KeysEnableCommand::new),
          Map.entry(KeysEncryptCommand.class, KeysEncryptCommand::new),
          Map.entry(KeysExportCommand.class, KeysExportCommand::new),
          Map.entry(KeysImportCommand.class, KeysImportCommand::new),
          Map.entry(KeysHistoryCommand.class, KeysHistoryCommand::new),
          Map.entry(KeysListCommand.class, KeysListCommand::new),
          Map.entry(KeysMacCommand.class, KeysMacCommand::new),
          Map.entry(KeysRotateCommand.class, KeysRotateCommand::new),
          Map.entry(KeysSessionCommand.class, KeysSessionCommand::new),
          Map.entry(KeysShowCommand.class, KeysShowCommand::new),
          Map.entry(KeysSignCommand.class, KeysSignCommand::new),
          Map.entry(KeysVerifyCommand.class, KeysVerifyCommand::new),
          Map.entry(LedgerAuditCommand.class, LedgerAuditCommand::new),
          Map.entry(LedgerMirrorCommand.class, LedgerMirrorCommand::new),
          Map.entry(LedgerRecoverApplyCommand.class, LedgerRecoverApplyCommand::new),
          Map.entry(LedgerRecoverExplainCommand.class, LedgerRecoverExplainCommand::new),
          Map.entry(LedgerRecoverSignCommand.class, LedgerRecoverSignCommand::new),
          Map.entry(LedgerStatusCommand.class, LedgerStatusCommand::new),
          Map.entry(LockCommand.class, LockCommand::new),
          Map.entry(McpCommand.class, McpCommand::new),
          Map.entry(MeasureCommand.class, MeasureCommand::new),
          Map.entry(ConsoleCommand.class, ConsoleCommand::new),
          Map.entry(ModelInspectCommand.class, ModelInspectCommand::new),
          Map.entry(ModelSynthesiseCommand.class, ModelSynthesiseCommand::new),
          Map.entry(PolicyApplyCommand.class, PolicyApplyCommand::new),
          Map.entry(PolicyCheckCommand.class, PolicyCheckCommand::new),
          Map.entry(PolicyExplainCommand.class, PolicyExplainCommand::new),
          Map.entry(PolicyFromCorimCommand.class, PolicyFromCorimCommand::new),
          Map.entry(PolicyFromReleaseCommand.class, PolicyFromReleaseCommand::new),
          Map.entry(PolicyTestCommand.class, PolicyTestCommand::new),
          Map.entry(ProveCommand.class, ProveCommand::new),
          Map.entry(ReleaseCreateCommand.class, ReleaseCreateCommand::new),
          Map.entry(ReleaseVerifyCommand.class, ReleaseVerifyCommand::new),
          Map.entry(ReproduceCommand.class, ReproduceCommand::new),
          Map.entry(RunCommand.class, RunCommand::new),
          Map.entry(RunbookCommand.class, RunbookCommand::new),
          Map.entry(UpCommand.class, UpCommand::new),
          Map.entry(UpgradeAnnounceCommand.class, UpgradeAnnounceCommand::new),
          Map.entry(UpgradeApproveCommand.class, UpgradeApproveCommand::new),
          Map.entry(UpgradeSendCommand.class, UpgradeSendCommand::new),
          Map.entry(UpgradeSignCommand.class, UpgradeSignCommand::new),
          Map.entry(UpgradeStatusCommand.class, UpgradeStatusCommand::new),
          Map.entry(VerifyCommand.class, VerifyCommand::new),
          Map.entry(WalletCreateCommand.class, WalletCreateCommand::new),
          Map.entry(WalletRecoveryKitCommand.class, WalletRecoveryKitCommand::new),
          Map.entry(WalletRestoreCommand.class, WalletRestoreCommand::new),
          Map.entry(WalletRestoreDrillCommand.class, WalletRestoreDrillCommand::new),
          Map.entry(WalletShowCommand.class, WalletShowCommand::new),
          Map.entry(WalletSignCommand.class, WalletSignCommand::new),
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
    if (type == CertificateCommand.class) {
      return type.cast(new CertificateCommand());
    }
    if (type == DeployCommand.class) {
      return type.cast(new DeployCommand());
    }
    if (type == EndorsementsCommand.class) {
      return type.cast(new EndorsementsCommand());
    }
    if (type == ImageCommand.class) {
      return type.cast(new ImageCommand());
    }
    if (type == KeysCommand.class) {
      return type.cast(new KeysCommand());
    }
    if (type == LedgerCommand.class) {
      return type.cast(new LedgerCommand());
    }
    if (type == LedgerRecoverCommand.class) {
      return type.cast(new LedgerRecoverCommand());
    }
    if (type == ModelCommand.class) {
      return type.cast(new ModelCommand());
    }
    if (type == PolicyCommand.class) {
      return type.cast(new PolicyCommand());
    }
    if (type == ReleaseCommand.class) {
      return type.cast(new ReleaseCommand());
    }
    if (type == UpgradeCommand.class) {
      return type.cast(new UpgradeCommand());
    }
    if (type == WalletCommand.class) {
      return type.cast(new WalletCommand());
    }
    return CommandLine.defaultFactory().create(type);
  }
}
