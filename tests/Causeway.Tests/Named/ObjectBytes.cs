using System.Globalization;
using Causeway.Domains;

namespace Causeway.Tests.Named;

/// <summary>Looks into the file of a named object, as no user of it could.</summary>
internal static class ObjectBytes
{
    /// <summary>How many threads and asynchronous waits of all processes are registered.</summary>
    public static int Waiters(NamedDomain domain, string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(domain.Path, name));
        int all = 0;
        for (int cell = 0; cell < ObjectLayout.CellCount; cell++)
        {
            uint counts = BitConverter.ToUInt32(bytes, ObjectLayout.Cells + (cell * ObjectLayout.CellBytes) + ObjectLayout.WaitingIn);
            all += (int)(counts & 0x7FFF) + (int)((counts >> 16) & 0x7FFF);
        }

        return all;
    }

    /// <summary>Goes on when so many wait.</summary>
    public static async Task UntilWaitersAsync(NamedDomain domain, string name, int count)
    {
        while (Waiters(domain, name) != count)
            await Task.Yield();
    }

    /// <summary>Goes on when a stopped process is stopped.</summary>
    public static async Task UntilStoppedAsync(int process)
    {
        string status = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat");
        while (!(await File.ReadAllTextAsync(status)).Contains(") T ", StringComparison.Ordinal))
            await Task.Yield();
    }
}
