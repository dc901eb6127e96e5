namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>Sockets that have an address and do not listen: whoever connects is refused.</summary>
internal static class DeafSocketRule
{
    public static IEnumerable<Finding> Check(Examination examination)
    {
        Inventory inventory = examination.Inventory;
        foreach (UnixSocketObject socket in inventory.Objects.OfType<UnixSocketObject>())
        {
            if (socket is not { State: InspectedSocketState.Unconnected, Name: { } name, Type: UnixSocketType.Stream or UnixSocketType.SeqPacket })
                continue;
            List<InspectedProcess> holders = inventory.UsersOf(socket);
            string whose = holders.Count == 0 ? "a process that cannot be seen" : string.Join(' ', holders.Select(ObjectFacts.NameOf));
            yield return new Finding("not-listening", ObjectFacts.IdOf(socket), $"{name}: bound by {whose}, which does not listen; connecting is refused{IpcNamespace.AndWhere(socket)}",
                holders.Count == 0 ? $"causeway show {ShellWord.Of(ObjectFacts.IdOf(socket))}" : FormattableString.Invariant($"causeway ps {holders[0].Id}"))
            {
                FixedBy = holders.Count == 0 ? FixRights.Root : holders[0].UserId,
            };
        }
    }
}
