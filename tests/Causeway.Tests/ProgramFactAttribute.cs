using System.Diagnostics;

namespace Causeway.Tests;

/// <summary>Skipped where the program, or its library, is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program, params string[] probe)
    {
        if (!Works(program, probe))
            Skip = $"needs {program} that understands {string.Join(' ', probe)}";
    }

    private static bool Works(string program, string[] probe)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, probe) { UseShellExecute = false, RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
