namespace Causeway.Waiting;

/// <summary>Whether it can pay to look for a while before going to sleep: whether somebody else can run meanwhile.</summary>
internal static class Processors
{
    /// <summary>
    /// Whether the machine has more than one. Those count, not those that this process may use (<see cref="Environment.ProcessorCount"/>): who is waited for is another
    /// process, and one that is pinned to a processor of its own, as the fastest are, would else sleep each time that it comes a moment too early.
    /// <c>native/causeway.h</c> asks the same file.
    /// </summary>
    public static bool AreSeveral { get; } = AreSeveralOnline();

    private static bool AreSeveralOnline()
    {
        try
        {
            // A list such as 0-3,5.
            return File.ReadAllText("/sys/devices/system/cpu/online").AsSpan().ContainsAny('-', ',');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No sysfs here: those of this process are known at least.
            return Environment.ProcessorCount > 1;
        }
    }
}
