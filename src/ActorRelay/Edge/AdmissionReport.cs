namespace ActorRelay.Edge;

/// <summary>How full the room for bodies is, at one moment.</summary>
/// <param name="Used">Bytes reserved, by uploads being received and by batches that have not ended.</param>
/// <param name="Capacity"><c>in-flight</c>, in bytes.</param>
/// <param name="Uploads">Uploads being received.</param>
/// <param name="Waiting">Those of them that wait for room.</param>
/// <param name="Refused">Uploads that were refused for want of room since the start, those at the door
/// included.</param>
/// <param name="Draining">No new upload is admitted.</param>
internal sealed record AdmissionReport(
    long Used, long Capacity, int Uploads, int Waiting, long Refused, bool Draining);
