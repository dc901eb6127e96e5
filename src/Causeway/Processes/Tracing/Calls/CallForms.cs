namespace Causeway;

/// <summary>Every call that is decoded.</summary>
internal static class CallForms
{
    private static readonly CallForm?[] s_byNumber = ByNumber();

    public static IEnumerable<CallForm> All =>
    [
        .. DescriptorForms.All, .. PipeForms.All, .. SocketForms.All, .. PosixQueueForms.All, .. SysVForms.All, .. SharedMemoryForms.All, .. FutexForms.All,
        .. EventForms.All, .. SignalForms.All, .. LockForms.All,
    ];

    /// <summary>The numbers of all on this machine.</summary>
    public static SystemCallSet Set { get; } = SystemCallSet.Of([.. All.Select(static form => form.Number.Value).Where(static number => number >= 0)]);

    public static CallForm? Find(long number) => (ulong)number < (ulong)s_byNumber.Length ? s_byNumber[number] : null;

    private static CallForm?[] ByNumber()
    {
        var forms = new CallForm?[512];
        foreach (CallForm form in All)
        {
            if (form.Number.Value >= 0)
                forms[form.Number.Value] = form;
        }

        return forms;
    }
}
